"""What the sequencing engine cannot take: a package, of which its learner is told, and a value."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lms.tracking.actions import start_attempt
from lms.tracking.models import Launch
from tests.factories.packages import Sco, make_package
from tests.factories.people import PersonFactory
from tests.factories.sequencing import (
    DONE,
    Player,
    objective,
    objectives,
    oversized_package,
    sequenced_package,
    sequencing,
)
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


@pytest.mark.parametrize(
    "words",
    [
        {"comments_from_learner": {"0": {"comment": "Bra,\nmen lång"}}},
        {"interactions": {"0": {"id": "q1", "type": "fill-in", "learner_response": "tvål\nvatten"}}},
        {"location": "sida 3", "suspend_data": "x\ny"},
    ],
)
def test_part_when_the_engine_cannot_take_all_its_words_is_left_for_the_next(words: dict[str, Any]) -> None:
    # A passing score that there is not: the manifest's own words must keep nobody where they are either.
    beyond = sequencing(objectives(objective("o", primary=True, minimum="5")))
    player = Player.of(sequenced_package(Sco("a", extra=beyond), Sco("b")))

    answer = player.finishes("continue", **DONE, **words)

    assert answer.delivered == "b"
