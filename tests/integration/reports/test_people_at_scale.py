"""The database that `script/bench reports` fills matches the present models."""

from __future__ import annotations

import pytest

from lms.records.models import Completion
from tests.benchmarks.reports.people_at_scale import fill

pytestmark = pytest.mark.both_engines


@pytest.mark.django_db
def test_completions_of_the_bench_carry_the_name_of_their_person() -> None:
    fill(people=60, modules=4, completions=40)

    names = [(row.person_name, row.name_recorded_later) for row in Completion.objects.order_by("pk")]
    assert names == [(str(row.person), False) for row in Completion.objects.order_by("pk")]
    assert len(names) == 40
