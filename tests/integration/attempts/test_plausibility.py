"""Implausible completions are marked, and stay valid."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lms.attempts.actions.attempts import mark_step_done, start_attempt
from lms.attempts.launches.actions import close_launch
from lms.attempts.models import Attempt, Launch
from lms.attempts.progress.plausibility import (
    Evidence,
    unusual_completions,
    unusual_of_module,
    unusual_reasons,
)
from lms.records.models import Completion
from people.models import Person
from tests.factories.packages import SCORM_2004, make_package
from tests.factories.people import PersonFactory
from tests.factories.tracking import body, make_launch, make_module, relaunch, send

pytestmark = pytest.mark.django_db


def finish(client: Client, launch: Launch, **more: Any) -> Attempt:
    passed = {"core": {"lesson_status": "passed", **more.pop("core", {})}, **more}
    answer = send(client, launch, body(passed, trigger="finish", session=str(uuid.uuid4()))).json()
    assert answer["module_is_done"]
    return Attempt.objects.get(pk=launch.attempt_id)


def earlier(launch: Launch, seconds: float) -> None:
    """Let the attempt and its launch have begun that long ago."""
    began = timezone.now() - dt.timedelta(seconds=seconds)
    Attempt.objects.filter(pk=launch.attempt_id).update(started_at=began)
    Launch.objects.filter(pk=launch.pk).update(started_at=began)


def test_three_modules_in_22_seconds_look_unusual(client: Client) -> None:
    person = PersonFactory()
    versions = [make_module(make_package(), title=title) for title in ("Hygien", "Förflyttning", "Läkemedel")]

    for version in versions:
        launch = relaunch(start_attempt(person=person, module_version=version, by=person))
        earlier(launch, 7.3)
        finish(client, launch)

    modules = [version.module_id for version in versions]
    unusual = unusual_completions([person.pk], modules, timezone.localdate())
    assert unusual == {
        (person.pk, module): ("Klar på 7 sekunder, fast utbildningen tar ungefär 12 minuter.",)
        for module in modules
    }
    assert Completion.objects.count() == 3


@pytest.mark.parametrize(
    ("standard", "cmi"),
    [
        ("scorm_12", {"core": {"lesson_status": "passed", "session_time": "9999:00:00"}}),
        (
            SCORM_2004,
            {"completion_status": "completed", "success_status": "passed", "session_time": "PT9999H"},
        ),
    ],
    ids=["1.2", "2004"],
)
@pytest.mark.both_engines
def test_9999_hours_in_a_new_launch_look_unusual(client: Client, standard: str, cmi: dict[str, Any]) -> None:
    launch = make_launch(make_package(standard=standard))
    Attempt.objects.update(started_at=timezone.now() - dt.timedelta(hours=1))

    send(client, launch, body(cmi, trigger="finish"))

    (reason,) = unusual_reasons(Attempt.objects.get())
    assert reason.startswith("Innehållet uppger 9999 timmar, fast det var öppet i 0 sekunder")
    assert Completion.objects.count() == 1


@pytest.mark.both_engines
def test_more_answers_than_somebody_can_give_look_unusual(client: Client) -> None:
    launch = make_launch()
    earlier(launch, 60)
    answers = {
        str(n): {"id": f"fråga-{n}", "type": "choice", "student_response": "a", "result": "correct"}
        for n in range(200)
    }

    attempt = finish(client, launch, interactions=answers)

    assert unusual_reasons(attempt) == ("200 svar på 60 sekunder.",)


def test_many_steps_in_a_moment_look_unusual() -> None:
    person = PersonFactory()
    version = make_module("Ett", "Två", "Tre", "Fyra", minutes=0)
    attempt = start_attempt(person=person, module_version=version, by=person)

    for step in version.steps:
        mark_step_done(attempt=Attempt.objects.get(), step_id=step["id"], by=person)

    (reason,) = unusual_reasons(Attempt.objects.get())
    assert reason.startswith("4 sidor på ")
    assert attempt.person == person


@pytest.mark.parametrize("seconds", [90, 600, 20 * 3_600])
def test_quick_learner_is_not_flagged(client: Client, seconds: int) -> None:
    launch = make_launch()
    earlier(launch, seconds)
    answers = {str(n): {"id": f"q{n}", "student_response": "a", "result": "correct"} for n in range(20)}

    attempt = finish(client, launch, core={"session_time": "00:01:20"}, interactions=answers)

    assert unusual_reasons(attempt) == ()
    assert unusual_completions([attempt.person_id], [attempt.module_id], timezone.localdate()) == {}


def test_learner_without_network_whose_work_came_later_is_not_flagged(client: Client) -> None:
    """A launch that was closed after some minutes, whose half hour of work was sent by the next one."""
    old = make_launch()
    earlier(old, 2_400)
    close_launch(launch=old, by=old.attempt.person)
    new = relaunch(old.attempt)
    written = int((timezone.now().timestamp() - 300) * 1000)

    done = {"core": {"lesson_status": "passed", "session_time": "00:30:00"}}
    send(client, new, body(done, launch=str(old.pk), written_at=written, session=str(uuid.uuid4())))

    assert Completion.objects.count() == 1
    assert unusual_reasons(Attempt.objects.get()) == ()


def test_attempt_that_is_not_completed_has_no_reasons(client: Client) -> None:
    launch = make_launch()
    send(client, launch, body({"core": {"lesson_status": "incomplete", "session_time": "9999:00:00"}}))

    assert unusual_reasons(Attempt.objects.get()) == ()


def test_completion_without_an_attempt_is_not_flagged() -> None:
    person: Person = PersonFactory()

    assert unusual_completions([person.pk], [make_module("Text").module_id], timezone.localdate()) == {}


def test_completion_before_its_attempt_has_no_elapsed_time() -> None:
    assert Evidence(stated=720, elapsed=None, pages=9).reasons == ()


def test_module_with_under_five_unusual_completions_shows_none(client: Client) -> None:
    version, today = make_module(make_package()), timezone.localdate()
    for count in range(1, 7):
        person = PersonFactory()
        launch = relaunch(start_attempt(person=person, module_version=version, by=person))
        finish(client, launch)
        tomorrow = today + dt.timedelta(days=1)
        assert unusual_of_module(version.module, before=tomorrow) == (5 if count >= 5 else 0)
    assert unusual_of_module(version.module, before=today) == 0
