"""Steps with questions that are looked at again, and addresses that are for imported packages alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import Package
from lms.attempts.actions.attempts import start_again
from lms.attempts.models import JournalEntry, Launch
from people.models import Person
from tests.factories.courses import make_module_page
from tests.factories.people import PersonFactory
from tests.factories.steps.questions import check, key, screen, single_choice, true_false
from tests.integration.runtimes.native.learner import Learner

pytestmark = pytest.mark.django_db

PROMPT = "När rengör du händerna?"


@pytest.fixture
def learner() -> Learner:
    steps = [screen(single_choice()), check(true_false("Sant, å?"), title="Prov")]
    learner = Learner.starts(make_module_page("Hygien", slug="hygien", steps=steps))
    learner.answers(PROMPT, key("Bara på morgonen"))
    learner.answers("Sant, å?", "true", step=1)
    return learner


def close(learner: Learner) -> None:
    start_again(person=learner.person, module_version=learner.attempt.module_version, by=learner.person)


@pytest.mark.parametrize("before", [lambda learner: None, close], ids=["open", "closed"])
def test_result_leads_to_each_step_with_its_answers(
    learner: Learner, before: Callable[[Learner], None]
) -> None:
    before(learner)
    result = learner.client.get(reverse("tracking:result", args=[learner.attempt.pk])).content.decode()
    pages = [learner.client.get(learner.url("review", step)).content.decode() for step in (0, 1)]

    assert [learner.url("review", step) in result for step in (0, 1)] == [True, True]
    assert "Händerna blir smutsiga igen" in pages[0]
    assert "Nej, det gör de inte." in pages[1]
    for page in pages:
        assert "Inget sparas." in page
        assert "?again" not in page
        assert "data-answers" not in page


def test_step_of_another_person_cannot_be_looked_at(learner: Learner) -> None:
    stranger = Client()
    stranger.force_login(PersonFactory())

    assert stranger.get(learner.url("review")).status_code == 404


def test_questions_made_here_have_no_player_and_no_preview(learner: Learner) -> None:
    launches, entries = Launch.objects.count(), JournalEntry.objects.count()
    admin = Client()
    admin.force_login(Person.objects.create_superuser("drift", password="x"))

    assert learner.client.post(learner.url("open")).status_code == 404
    for package in Package.objects.all():
        assert admin.get(reverse("tracking:preview", args=[package.pk])).status_code == 404
    assert (Launch.objects.count(), JournalEntry.objects.count()) == (launches, entries)


def test_step_without_questions_has_no_review(learner: Learner) -> None:
    reader: Any = Learner.starts(make_module_page("Läs", slug="las", steps=[screen()]))

    assert reader.client.get(reader.url("review")).status_code == 404
