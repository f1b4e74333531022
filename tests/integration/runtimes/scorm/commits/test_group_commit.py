"""Commits of several learners in one transaction, and writers that take turns."""

from __future__ import annotations

import fcntl
import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from infrastructure.db.group_commit import GroupCommit
from infrastructure.db.sqlite.write_lock import WriteLock
from lms.attempts.models import JournalEntry, ScoState
from people.models import Municipality
from tests.factories.packages import Sco, make_package
from tests.factories.people import PersonFactory
from tests.factories.tracking import body, make_launch, relaunch, send

pytestmark = [pytest.mark.no_rerun, pytest.mark.both_engines]

THREADS = 6
on_sqlite = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL has no turns: it writes at the same time"
)


def at_once(works: list[Callable[[], Any]]) -> list[Any]:
    """Run each work in a thread of its own; return what came of each, an exception as itself."""

    def run(work: Callable[[], Any]) -> Any:
        try:
            return work()
        except Exception as error:  # noqa: BLE001 - what came of it
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def municipality(code: str) -> Callable[[], str]:
    return lambda: Municipality.objects.create(code=code, name=code).code


def waiting_together(works: list[Callable[[], Any]]) -> list[Any]:
    """Run the works while another is being written, so that all of them wait; return what came of each."""
    together, began, go_on = GroupCommit(), threading.Event(), threading.Event()

    def first() -> None:
        began.set()
        assert go_on.wait(60)

    leader = threading.Thread(target=lambda: at_once([lambda: together.run(first)]))
    leader.start()
    assert began.wait(60)
    outcomes: list[Any] = []
    followers = threading.Thread(
        target=lambda: outcomes.extend(at_once([lambda work=work: together.run(work) for work in works]))
    )
    followers.start()
    while len(together._waiting) < len(works):
        time.sleep(0.001)
    go_on.set()
    leader.join(60)
    followers.join(60)
    return outcomes


@pytest.mark.django_db(transaction=True)
@on_sqlite
def test_works_that_wait_are_written_by_one_of_them() -> None:
    writers = waiting_together([threading.get_ident] * THREADS)

    assert len(writers) == THREADS
    assert len(set(writers)) == 1


@pytest.mark.django_db(transaction=True)
@on_sqlite
def test_work_that_fails_takes_nothing_from_those_it_shares_with() -> None:
    def fails() -> str:
        municipality("9000")()
        raise ValueError("mine alone")

    outcomes = waiting_together([municipality("9001"), fails, municipality("9002"), municipality("9003")])

    assert list(map(str, outcomes)) == ["9001", "mine alone", "9002", "9003"]
    found = Municipality.objects.filter(code__startswith="900").values_list("code", flat=True)
    assert sorted(found) == ["9001", "9002", "9003"]


@pytest.mark.django_db(transaction=True)
def test_commits_of_many_learners_at_once_are_all_kept() -> None:
    package = make_package()
    launches = [make_launch(package, person=PersonFactory()) for _ in range(THREADS)]

    def commits(launch: Any) -> list[int]:
        client = Client()
        statuses = []
        for sequence in (1, 2, 3, 4):
            cmi = {"core": {"lesson_status": "incomplete", "lesson_location": f"{launch.uuid}-{sequence}"}}
            statuses.append(send(client, launch, body(cmi, sequence=sequence)).status_code)
        refused = send(client, launch, body(sequence=9, sco="finns-inte"))
        return [*statuses, refused.status_code]

    outcomes = at_once([lambda launch=launch: commits(launch) for launch in launches])

    assert outcomes == [[200, 200, 200, 200, 400]] * THREADS
    assert JournalEntry.objects.filter(refusal="").count() == 4 * THREADS
    for launch in launches:
        state = ScoState.objects.get(package_attempt=launch.package_attempt)
        assert state.cmi["core"]["lesson_location"] == f"{launch.uuid}-4"
        assert state.session_sequence == 4


@pytest.mark.django_db
def test_commit_takes_few_queries_and_one_more_when_the_score_changes() -> None:
    launch = make_launch(make_package(items=[Sco("del-1"), Sco("del-2")]))
    counts = []
    for sequence, raw in enumerate(("10", "10", "20"), start=1):
        cmi = {"core": {"lesson_status": "incomplete", "score": {"raw": raw, "max": "100"}}}
        with CaptureQueriesContext(connection) as captured:
            assert send(Client(), launch, body(cmi, sequence=sequence)).status_code == 200
        counts.append(len(captured))
    # Within a test's own transaction BEGIN and COMMIT are a savepoint and its release.
    # PostgreSQL writes the journal, the state and the counters of the budgets by one statement.
    assert counts[1:] == ([5, 6] if connection.vendor == "postgresql" else [6, 7])


@pytest.mark.django_db
def test_opening_and_finishing_take_few_queries(client: Client) -> None:
    finish = body({"core": {"lesson_status": "completed"}}, trigger="finish")
    launch = make_launch()
    send(client, make_launch(), finish)
    with CaptureQueriesContext(connection) as opening_again:
        launch = relaunch(launch.attempt)
    with CaptureQueriesContext(connection) as finishing:
        answer = send(client, launch, finish)

    assert (answer.json()["module_is_done"], answer.json()["launch_is_ended"]) == (True, True)
    assert len(opening_again) <= 10
    assert len(finishing) <= 18


@pytest.mark.django_db
def test_commit_of_one_part_reads_the_data_model_of_no_other() -> None:
    launch = make_launch(make_package(items=[Sco("del-1"), Sco("del-2")]))
    cmi = {"core": {"lesson_status": "completed"}, "suspend_data": "hemlig"}
    send(Client(), launch, body(cmi, sequence=1, sco="del-1"))
    answer = send(Client(), launch, body(cmi, sequence=2, sco="del-2", trigger="finish"))

    assert json.loads(answer.content)["package_is_done"] is True
    states = {state.sco: state.cmi for state in ScoState.objects.all()}
    assert states == {"del-1": cmi, "del-2": cmi}


def is_locked(path: Path) -> bool:
    with path.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def test_turn_goes_to_who_waits_before_who_comes_back(tmp_path: Any) -> None:
    order: list[str] = []
    mine, others = (WriteLock(str(tmp_path / "db"), 10) for _ in range(2))
    mine.acquire()

    def wait() -> None:
        others.acquire()
        order.append("waited")
        others.release()

    waiting = threading.Thread(target=wait)
    waiting.start()
    while not is_locked(tmp_path / "db-first"):
        time.sleep(0.001)
    mine.release()
    mine.acquire()
    order.append("came back")
    mine.release()
    waiting.join(60)

    assert order == ["waited", "came back"]


def test_turn_that_does_not_come_says_what_sqlite_says(tmp_path: Any) -> None:
    held, waiting = WriteLock(str(tmp_path / "db"), 10), WriteLock(str(tmp_path / "db"), 0.05)
    held.acquire()
    with pytest.raises(OperationalError, match="database is locked"):
        waiting.acquire()
    held.close()
    waiting.acquire()
    waiting.close()


@pytest.mark.django_db(transaction=True)
@on_sqlite
def test_turn_is_given_back_when_a_transaction_ends_in_any_way() -> None:
    def held() -> bool:
        return bool(connection._write_lock._is_held)  # type: ignore[attr-defined]  # infrastructure.db.sqlite

    with transaction.atomic():
        assert held()
    assert not held()
    with pytest.raises(ValueError, match="no"), transaction.atomic():
        raise ValueError("no")
    assert not held()
