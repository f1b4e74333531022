"""A package that the sequencing engine cannot take: its learner is told, and what there was still stands."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lms.tracking.actions import start_attempt
from lms.tracking.models import Launch
from tests.factories.packages import make_package
from tests.factories.people import PersonFactory
from tests.factories.sequencing import oversized_package
from tests.factories.tracking import make_module, relaunch

pytestmark = pytest.mark.django_db


def test_opening_of_what_the_engine_cannot_take_says_what_to_do(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    learner = PersonFactory()
    version = make_module(make_package(), oversized_package())
    attempt = start_attempt(person=learner, module_version=version, by=learner)
    launch = relaunch(attempt)
    client.force_login(learner)

    answer: Any = client.post(reverse("tracking:open", args=[attempt.uuid, version.steps[1]["id"]]))

    assert answer.status_code == 503
    assert answer.json()["sentence"].startswith("Den här delen kunde inte öppnas.")
    assert [record.name for record in caplog.records if "could not be opened" in record.message] == [
        "lms.tracking.views_player"
    ]
    # Nothing was taken over: what is open elsewhere goes on.
    assert list(Launch.objects.values_list("pk", "ended_at")) == [(launch.pk, None)]
