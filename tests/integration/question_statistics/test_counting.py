"""Projection of answers from the journal: first and last, once each, in any order of arrival."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from courses.models import Package
from lms.attempts.models import Cursor, JournalEntry
from lms.question_statistics.counting.actions import delete_answers, project_answers
from lms.question_statistics.models import Answer, Question
from tests.factories.packages import SCORM_2004, make_package
from tests.factories.people import PersonFactory
from tests.factories.tracking import CMI_12, body, make_launch, relaunch, send

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


def interaction(identifier: str, response: str, result: str = "wrong", **more: Any) -> dict[str, Any]:
    member = {"id": identifier, "type": "choice", "student_response": response, "result": result, **more}
    return {**member, "correct_responses": {"0": {"pattern": "b"}}}


def cmi(*interactions: dict[str, Any]) -> dict[str, Any]:
    return {**CMI_12, "interactions": {str(index): member for index, member in enumerate(interactions)}}


def answer() -> tuple[str, bool | None, str, bool | None]:
    found = Answer.objects.get()
    return found.first, found.first_is_right, found.last, found.last_is_right


def test_journalled_tries_when_counted_give_the_first_and_the_last(client: Client) -> None:
    launch = make_launch()
    send(client, launch, body(cmi(interaction("q1", "a", latency="00:00:20")), sequence=1))
    again = cmi(interaction("q1", "a", latency="00:00:20"), interaction("q1", "b", "correct"))
    send(client, launch, body(again, sequence=2))

    assert project_answers() == 2

    assert answer() == ("a", False, "b", True)
    assert Answer.objects.get().first_seconds == 20
    assert Question.objects.get().patterns == ["b"]


def test_index_used_again_when_counted_keeps_what_it_held_first(client: Client) -> None:
    launch = make_launch()
    send(client, launch, body(cmi(interaction("q1", "a")), sequence=1))
    send(client, launch, body(cmi(interaction("q1", "b", "correct")), sequence=2))

    project_answers()

    assert answer() == ("a", False, "b", True)


def test_half_written_answer_when_saved_along_the_way_is_not_the_first(client: Client) -> None:
    launch = make_launch()
    send(client, launch, body(cmi(interaction("q1", "c", "")), sequence=1, trigger="auto"))
    send(client, launch, body(cmi(interaction("q1", "b", "correct")), sequence=2))

    project_answers()

    assert answer() == ("b", True, "b", True)


def test_answers_when_folded_in_parts_and_again_are_the_same_as_at_once(client: Client) -> None:
    launch = make_launch()
    for number, response in enumerate("acb", start=1):
        send(client, launch, body(cmi(interaction("q1", response)), sequence=number))
        project_answers()
    kept = Answer.objects.values().get()

    assert project_answers() == 0
    call_command("count_answers", "--rebuild")

    rebuilt = Answer.objects.values().get()
    assert {**rebuilt, "id": 0, "question_id": 0} == {**kept, "id": 0, "question_id": 0}


def test_commit_left_behind_when_it_arrives_late_finds_its_place(client: Client) -> None:
    first = make_launch()
    later = relaunch(first.attempt)
    now = int(timezone.now().timestamp() * 1000)
    send(client, later, body(cmi(interaction("q1", "b", "correct")), written_at=now))
    project_answers()
    left = body(cmi(interaction("q1", "a")), written_at=now - 60_000, launch=str(first.uuid), trigger="leave")
    type(first).objects.filter(pk=first.pk).update(started_at=timezone.now() - dt.timedelta(hours=1))

    assert send(client, later, left).status_code in {200, 409}
    JournalEntry.objects.create(launch=first, sequence=9, sco="del-1", payload=left.decode())
    project_answers()

    assert answer() == ("a", False, "b", True)


def test_refused_commit_when_counted_is_left_out(client: Client) -> None:
    first = make_launch()
    relaunch(first.attempt)
    assert send(client, first, body(cmi(interaction("q1", "a")))).status_code == 409

    assert project_answers() == 0
    assert not Answer.objects.exists()


def test_words_of_the_learners_own_when_counted_are_not_kept(client: Client) -> None:
    launch = make_launch(make_package(standard=SCORM_2004))
    written = {"id": "q1", "type": "long-fill-in", "learner_response": "Fråga Amina", "result": "correct"}
    send(client, launch, body({"interactions": {"0": written}}))

    project_answers()

    assert answer() == ("", True, "", True)
    assert "Amina" not in str(list(Answer.objects.values())) + str(list(Question.objects.values()))


def test_question_when_answered_by_two_people_has_two_answers(client: Client) -> None:
    package = make_package()
    for _ in range(2):
        send(client, launch_of(package), body(cmi(interaction("q1", "a"))))

    project_answers()

    assert (Question.objects.count(), Answer.objects.count()) == (1, 2)


def launch_of(package: Package) -> Any:
    return make_launch(package, person=PersonFactory())


def test_counting_when_cut_off_half_way_counts_each_once(client: Client, monkeypatch: Any) -> None:
    launch = make_launch()
    for number in range(1, 6):
        send(client, launch, body(cmi(*[interaction(f"q{n}", "a") for n in range(number)]), sequence=number))
    monkeypatch.setattr("lms.question_statistics.counting.actions.ENTRIES_AT_ONCE", 2)
    monkeypatch.setattr("lms.question_statistics.counting.actions._count", cut_off_at_the_second())

    with pytest.raises(KeyboardInterrupt):
        project_answers()
    monkeypatch.undo()
    read = Cursor.objects.get(consumer="question_statistics").position
    assert read == JournalEntry.objects.order_by("pk")[1].pk

    assert project_answers() == 3
    assert Answer.objects.count() == 5


def cut_off_at_the_second() -> Any:
    from lms.question_statistics.counting import actions

    real, calls = actions._count, []

    def count(answers: Any) -> None:
        real(answers)
        calls.append(answers)
        if len(calls) == 2:
            raise KeyboardInterrupt

    return count


def test_forgetting_when_nothing_was_counted_changes_nothing() -> None:
    delete_answers()
    assert not Answer.objects.exists()
