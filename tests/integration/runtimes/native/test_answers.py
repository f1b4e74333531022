"""Answers to questions on a page: graded on the server, recorded as commits of the step's package."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from courses.enums import PackageKind
from courses.models import Package
from lms.attempts.actions.attempts import start_again
from lms.attempts.models import JournalEntry, Launch, PackageAttempt, ScoState
from lms.attempts.progress.reasons import why_not_complete
from lms.records.models import Completion
from tests.factories.courses import make_module_page
from tests.factories.people import PersonFactory
from tests.factories.steps.questions import (
    key,
    multiple_choice,
    number,
    screen,
    single_choice,
    text,
    true_false,
)
from tests.integration.runtimes.native.learner import Learner

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]

RIGHT, WRONG = key("Före och efter varje patient"), key("Bara på morgonen")
PROMPT = "När rengör du händerna?"


@pytest.fixture
def learner() -> Learner:
    questions = (single_choice(), multiple_choice(), true_false(), number())
    return Learner.starts(make_module_page("Hygien", slug="hygien", steps=[screen(text(), *questions)]))


def test_answers_complete_the_step_and_the_module_when_all_are_given(learner: Learner) -> None:
    learner.answers(PROMPT, WRONG)
    learner.answers("Vad hör till basala hygienrutiner?", [key("Kortärmat"), key("Handsprit")])
    learner.answers("Handskar ersätter handsprit.", "false")
    before = why_not_complete(learner.person, learner.page.module)
    learner.answers("Hur många ml ger du?", "2,6 ml")

    assert str(before[0].sentence).startswith("Du har inte svarat på alla frågor i ")
    assert learner.recorded == [
        (WRONG, "incorrect"),
        (f"{key('Handsprit')}[,]{key('Kortärmat')}", "correct"),
        ("false", "correct"),
        ("2.6", "correct"),
    ]
    assert Completion.objects.get().person == learner.person
    assert Package.objects.get().kind == PackageKind.NATIVE


def test_answer_is_shown_with_its_feedback_and_the_options_of_before(learner: Learner) -> None:
    shown = learner.answers(PROMPT, WRONG).content.decode()

    assert "Händerna blir smutsiga igen, till exempel av åkpåsen." in shown
    assert "Inte riktigt rätt." in shown
    assert f'value="{WRONG}" checked' in shown
    assert f'value="{RIGHT}" checked' not in shown


def test_page_before_the_answer_reveals_neither_right_answers_nor_feedback(learner: Learner) -> None:
    shown = learner.client.get(learner.url()).content.decode()

    assert "När rengör du händerna?" in shown
    for hidden in ("Händerna blir smutsiga", "Nej, det gör de inte", "Ta av dem", "is_right", "2.5", "2,5"):
        assert hidden not in shown


def test_answer_that_is_sent_twice_counts_once(learner: Learner) -> None:
    fields = learner.fields()

    for _ in range(3):
        assert learner.answers(PROMPT, WRONG, **fields).status_code == 200

    assert learner.recorded == [(WRONG, "incorrect")]
    assert JournalEntry.objects.count() == Launch.objects.count() == 1


def test_other_answer_from_a_page_shown_by_back_is_recorded_too(learner: Learner) -> None:
    fields = learner.fields()

    learner.answers(PROMPT, WRONG, **fields)
    learner.answers(PROMPT, RIGHT, **fields)

    assert learner.recorded == [(WRONG, "incorrect"), (RIGHT, "correct")]


def test_two_devices_at_the_same_step_lose_no_answer_of_either(learner: Learner) -> None:
    phone, tablet = learner.fields(), learner.fields()

    learner.answers(PROMPT, WRONG, **phone)
    learner.answers("Handskar ersätter handsprit.", "true", **tablet)
    learner.answers("Hur många ml ger du?", "3", **phone)
    learner.answers("Hur många ml ger du?", "3", **phone)

    assert [response for response, _result in learner.recorded] == [WRONG, "true", "3"]


@pytest.mark.parametrize("posted", ["", "x" * 10_000, str(UUID(int=7)), "\x00", "'; DROP TABLE"])
def test_answer_that_is_none_of_the_options_is_refused_with_a_sentence(learner: Learner, posted: str) -> None:
    response = learner.answers(PROMPT, posted)

    assert response.status_code == 422
    assert "Välj ett svar först." in response.content.decode()
    assert learner.recorded == []


@pytest.mark.parametrize("posted", ["", "tre", "1e3", "NaN", "Infinity", "9" * 40, "2,5,1", "٣", "\x00"])
def test_number_that_cannot_be_read_is_refused_with_a_sentence(learner: Learner, posted: str) -> None:
    response = learner.answers("Hur många ml ger du?", posted)

    assert response.status_code == 422
    assert "Skriv ditt svar som ett tal" in response.content.decode()
    assert learner.recorded == []


@pytest.mark.parametrize(
    "fields",
    [
        {"launch": "", "sequence": ""},
        {"launch": "å", "sequence": "ett"},
        {"launch": str(UUID(int=7)), "sequence": "-1"},
        {"launch": str(UUID(int=7)), "sequence": str(10**30), "seconds": "NaN"},
    ],
)
def test_answer_with_invalid_numbers_is_recorded_as_a_first_one(learner: Learner, fields: Any) -> None:
    assert learner.answers(PROMPT, WRONG, **fields).status_code == 200

    assert learner.recorded == [(WRONG, "incorrect")]


def test_launch_of_another_learner_is_neither_used_nor_revealed(learner: Learner) -> None:
    other = Learner.starts(learner.page)
    learner.answers(PROMPT, WRONG)
    theirs = {"launch": str(Launch.objects.get().pk), "sequence": "2"}

    assert other.answers(PROMPT, RIGHT, **theirs).status_code == 200

    assert learner.recorded == [(WRONG, "incorrect")]
    assert other.recorded == [(RIGHT, "correct")]


def test_attempt_of_another_person_cannot_be_answered(learner: Learner) -> None:
    stranger = Client()
    stranger.force_login(PersonFactory())
    given = {"question": key(PROMPT), f"q-{key(PROMPT)}": RIGHT}

    assert stranger.post(learner.url("answer"), given).status_code == 404
    assert Client().post(learner.url("answer"), given).status_code == 302
    assert learner.client.get(learner.url("answer")).status_code == 405
    assert learner.recorded == []


def test_answer_to_a_closed_attempt_leads_to_its_result(learner: Learner) -> None:
    fields = learner.fields()
    start_again(person=learner.person, module_version=learner.attempt.module_version, by=learner.person)

    response = learner.answers(PROMPT, RIGHT, **fields)

    assert response.redirect_chain[0][0] == reverse("tracking:result", args=[learner.attempt.pk])
    assert learner.recorded == []


def test_unknown_question_and_step_without_questions_are_not_found(learner: Learner) -> None:
    assert learner.answers("Finns inte", RIGHT).status_code == 404
    reader = Learner.starts(make_module_page("Läs", slug="las", steps=[screen(text())]))
    assert reader.client.post(reader.url("answer"), {"question": key(PROMPT)}).status_code == 404


def test_screen_without_questions_has_no_package_and_is_done_by_next() -> None:
    reader = Learner.starts(make_module_page("Läs", slug="las", steps=[screen(text())]))

    shown = reader.client.get(reader.url()).content.decode()
    reader.client.post(reader.url("step_done"))

    assert "Läs detta först, å ä ö." in shown
    assert not Package.objects.exists()
    assert Completion.objects.exists()


def test_changed_question_makes_a_version_and_a_changed_text_does_not() -> None:
    def publish(*content: Any) -> int:
        page = make_module_page("Hygien", slug="hygien", steps=[screen(*content)])
        version = page.module.versions.order_by("-number").first()
        assert version is not None
        package = version.stored_steps[0].package
        assert package is not None
        return package

    first = publish(text(), single_choice())
    same = publish(text("<p>Ny text</p>"), single_choice())
    changed = publish(text(), single_choice("När rengör du händerna alltid?"))
    back = publish(text(), single_choice())

    assert first == same == back != changed
    assert list(Package.objects.order_by("pk").values_list("version", flat=True)) == [1, 2]
    assert Package.objects.values("lineage").distinct().count() == 1


def test_orders_of_options_differ_between_attempts_and_stay_within_one() -> None:
    page = make_module_page("Hygien", slug="hygien", steps=[screen(multiple_choice())])
    orders = set()
    for _ in range(12):
        learner = Learner.starts(page)
        pages = [learner.client.get(learner.url()).content.decode() for _ in range(2)]
        first, again = (tuple(re.findall(r'type="checkbox"[^>]*value="([^"]+)"', html)) for html in pages)
        assert first == again
        orders.add(first)

    assert len(orders) > 1


def test_package_attempt_has_the_progress_of_the_questions(learner: Learner) -> None:
    learner.answers(PROMPT, RIGHT)

    state = ScoState.objects.get()
    assert state.cmi["progress_measure"] == "0.25"
    assert PackageAttempt.objects.get().completion_status == "incomplete"
