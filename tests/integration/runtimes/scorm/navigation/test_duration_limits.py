"""A limit of duration is in the data model, and closes nothing (SCORM 2004 SN 3.4, RTE 4.2.14)."""

import pytest

from tests.factories.packages import Sco
from tests.factories.sequencing import Player, sequenced_package, sequencing

pytestmark = pytest.mark.django_db


def test_part_with_a_limit_of_duration_is_delivered() -> None:
    limit = sequencing('<imsss:limitConditions attemptAbsoluteDurationLimit="PT1H30M"/>')

    assert Player.of(sequenced_package(Sco("one", extra=limit))).part == "one"
