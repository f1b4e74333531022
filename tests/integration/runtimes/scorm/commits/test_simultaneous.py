"""Commits of one attempt that arrive at the same moment: one is reduced after the other."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connections, transaction
from django.test import Client

from lms.attempts.actions.attempts import start_again
from lms.attempts.models import Attempt, Launch, ScoState
from lms.records.models import Completion
from lms.runtimes.scorm.commits.actions import process_commit
from lms.runtimes.scorm.replay.actions import rebuild_attempt
from tests.factories.packages import Sco, make_package
from tests.factories.tracking import body, make_launch, relaunch, send

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.no_rerun]
#: long enough for a commit without a lock to be processed
WAITS = 0.5


@contextmanager
def meanwhile(work: Callable[[], object]) -> Iterator[None]:
    """Within the block, `work` has begun in a thread of its own and waits for the block's transaction."""

    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    with transaction.atomic():
        yield
        thread.start()
        thread.join(WAITS)
        assert thread.is_alive(), "it did not wait"
    thread.join(60)


def commit_body(sequence: int, place: str, *, sco: str = "del-1", status: str = "incomplete") -> bytes:
    core = {"lesson_location": place, "lesson_status": status, "exit": "suspend"}
    return body({"core": core}, sequence=sequence, sco=sco)


def test_older_commit_that_waited_for_a_newer_one_does_not_overwrite_it() -> None:
    launch = make_launch()
    process_commit(launch=launch.uuid, body=commit_body(1, "sida-1"))

    with meanwhile(lambda: process_commit(launch=launch.uuid, body=commit_body(2, "sida-2"))):
        process_commit(launch=launch.uuid, body=commit_body(3, "sida-3"))

    assert ScoState.objects.get().cmi["core"]["lesson_location"] == "sida-3"


def test_two_parts_that_are_finished_at_once_complete_the_package() -> None:
    launch = make_launch(make_package((Sco("del-1"), Sco("del-2"))))
    for part in ("del-1", "del-2"):
        process_commit(launch=launch.uuid, body=commit_body(1 if part == "del-1" else 2, "sida-1", sco=part))
    last = commit_body(4, "slut", sco="del-2", status="completed")

    with meanwhile(lambda: process_commit(launch=launch.uuid, body=last)):
        process_commit(launch=launch.uuid, body=commit_body(3, "slut", sco="del-1", status="completed"))

    assert Completion.objects.count() == 1


def test_commit_that_waited_while_another_tab_was_opened_is_refused(client: Client) -> None:
    launch = make_launch()
    answers: list[int] = []

    with meanwhile(lambda: answers.append(send(client, launch, body()).status_code)):
        relaunch(launch.attempt)

    assert answers == [409]
    assert Launch.objects.count() == 2
    assert not ScoState.objects.exists()


def test_commit_processed_during_a_restart_comes_before_its_end() -> None:
    launch = make_launch()
    attempt = launch.attempt

    def begin_again() -> None:
        start_again(person=attempt.person, module_version=attempt.module_version, by=attempt.person)
        connections.close_all()

    again = threading.Thread(target=begin_again)
    with transaction.atomic():
        Attempt.objects.select_for_update().get(pk=attempt.pk)
        again.start()
        again.join(WAITS)
        process_commit(launch=launch.uuid, body=commit_body(1, "sida-1"))
    again.join(60)

    assert rebuild_attempt(attempt).differences == ()
