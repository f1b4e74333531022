"""Learners in the middle, moved over to a new version of their module."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from courses.models import ModulePage
from lms.attempts.actions.attempts import mark_step_done, start_attempt
from lms.attempts.enums import LaunchEnding
from lms.attempts.exceptions import StructureDiffers
from lms.attempts.launches.actions import close_launch
from lms.attempts.launches.tokens import read_token
from lms.attempts.models import Attempt, PackageAttempt, ScoState
from lms.attempts.progress.steps import steps_of
from lms.records.models import Completion
from lms.runtimes.scorm.player.shells import shell_for
from lms.runtimes.scorm.replay.actions import rebuild_attempt, restore_attempt
from lms.runtimes.scorm.replay.moves import move_attempt
from tests.factories.packages import SCORM_2004, Sco, make_package
from tests.factories.people import PersonFactory
from tests.factories.tracking import body, make_launch, make_module, publish_again, relaunch, send, token_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]
PASSED = {"core": {"lesson_status": "passed"}}


def begun(status: str = "incomplete", **core: str) -> dict[str, Any]:
    return {"core": {"lesson_status": status, **core}}


def test_attempt_when_moved_goes_on_where_it_was_on_the_new_package(client: Client) -> None:
    launch = make_launch(make_package(items=[Sco("del-1"), Sco("del-2")]))
    send(client, launch, body(PASSED, session=str(uuid.uuid4())))
    send(client, launch, body(begun(lesson_location="4"), sco="del-2", sequence=2))
    renewed = make_package(items=[Sco("del-1"), Sco("del-2"), Sco("del-3")])
    version = publish_again(renewed)

    attempt = move_attempt(attempt=launch.attempt, to=version)

    launch.refresh_from_db()
    assert launch.ending == LaunchEnding.MOVED
    shell = shell_for(read_token(token_of(relaunch(attempt))))
    assert (shell.package, shell.item.identifier) == (renewed, "del-2")
    assert shell.initial_cmi["cmi.core.lesson_location"] == "4"
    assert [entry.completion for entry in shell.choices] == ["completed", "incomplete", "not attempted"]
    assert rebuild_attempt(attempt).differences == ()


def test_moved_attempt_is_restored_from_its_journal(client: Client) -> None:
    launch = make_launch(make_package(items=[Sco("del-1"), Sco("del-2")]))
    send(client, launch, body(PASSED))
    attempt = move_attempt(
        attempt=launch.attempt, to=publish_again(make_package(items=[Sco("del-1"), Sco("del-2")]))
    )
    ScoState.objects.update(cmi={}, completion_status="incomplete")

    assert restore_attempt(attempt=attempt).differences != ()

    assert rebuild_attempt(attempt).differences == ()
    assert ScoState.objects.filter(cmi__core__lesson_status="passed").count() == 2


def test_commit_of_a_launch_of_a_moved_learner_is_refused_and_kept(client: Client) -> None:
    launch = make_launch()
    send(client, launch, body(begun(lesson_location="1")))
    attempt = move_attempt(attempt=launch.attempt, to=publish_again(make_package()))
    waiting = body(begun(lesson_location="2"), sequence=2)

    refusal = send(client, launch, waiting).json()
    again = relaunch(attempt)
    sent = waiting.replace(b'"sequence"', f'"launch": "{launch.uuid}", "sequence"'.encode(), 1)
    taken = send(client, again, sent).json()

    assert (refusal["code"], taken["is_current"]) == ("moved", True)
    state = ScoState.objects.get(package_attempt__moved_to=None)
    assert state.cmi["core"]["lesson_location"] == "2"
    assert ScoState.objects.exclude(pk=state.pk).get().cmi["core"]["lesson_location"] == "1"
    assert rebuild_attempt(attempt).differences == ()


def test_commit_in_transit_while_its_learner_is_moved_follows_them(
    client: Client,
) -> None:
    launch = make_launch()
    send(client, launch, body(begun(lesson_location="1")))
    before = int(timezone.now().timestamp() * 1000)
    close_launch(launch=launch, by=launch.attempt.person)
    attempt = move_attempt(attempt=launch.attempt, to=publish_again(make_package()))

    taken = send(client, launch, body(begun(lesson_location="2"), sequence=2, written_at=before)).json()

    assert taken["is_current"]
    assert ScoState.objects.get(package_attempt__moved_to=None).cmi["core"]["lesson_location"] == "2"
    assert rebuild_attempt(attempt).differences == ()


def test_attempt_when_moved_and_finished_is_completed_on_the_new_version(client: Client) -> None:
    launch = make_launch()
    send(client, launch, body(begun()))
    version = publish_again(make_package())
    attempt = move_attempt(attempt=launch.attempt, to=version)

    send(client, relaunch(attempt), body(PASSED, session=str(uuid.uuid4())))

    assert Completion.objects.get().module_version == version


@pytest.mark.parametrize(
    "renewed",
    [
        lambda: make_package(items=[Sco("del-1")]),
        lambda: make_package(items=[Sco("del-1"), Sco("annat")]),
        lambda: make_package(items=[Sco("del-1"), Sco("del-2")], standard=SCORM_2004),
    ],
)
def test_attempt_when_the_structure_does_not_allow_it_is_not_moved(client: Client, renewed: Any) -> None:
    launch = make_launch(make_package(items=[Sco("del-1"), Sco("del-2")]))
    send(client, launch, body(begun()))
    version = publish_again(renewed())

    with pytest.raises(StructureDiffers):
        move_attempt(attempt=launch.attempt, to=version)

    attempt = Attempt.objects.get()
    assert attempt.module_version != version
    assert not PackageAttempt.objects.exclude(moved_from=None).exists()


def test_completed_attempt_stays_on_the_version_that_it_was_made_on(client: Client) -> None:
    launch = make_launch()
    send(client, launch, body(PASSED))
    old = launch.attempt.module_version

    attempt = move_attempt(attempt=launch.attempt, to=publish_again(make_package()))

    assert (attempt.module_version, Completion.objects.get().module_version) == (old, old)


def test_done_step_stays_done_and_a_version_without_the_rest_is_complete() -> None:
    version = make_module("Läs", "Tänk efter")
    page = ModulePage.objects.get()
    person = PersonFactory()
    attempt = start_attempt(person=person, module_version=version, by=person)
    mark_step_done(attempt=attempt, step_id=version.steps[0]["id"], by=attempt.person)
    page.steps = page.steps.stream_block.to_python([page.steps.raw_data[0]])
    page.save_revision().publish()

    attempt = move_attempt(attempt=attempt, to=page.module.versions.latest("number"))

    assert all(step.is_done for step in steps_of(attempt).all)
    assert Completion.objects.get() == attempt.completion
