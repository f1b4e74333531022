"""Budgets of commits: the state follows every one, the journal keeps what real content needs."""

from __future__ import annotations

import datetime as dt
import threading
import uuid
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections
from django.test import Client
from django.utils import timezone

from lms.attempts.actions.attempts import start_attempt
from lms.attempts.budgets import (
    LAUNCH_BUDGET,
    PERSON_DAY_BUDGET,
    PERSON_DAY_LIMIT,
    launch_subject,
    person_subject,
)
from lms.attempts.exceptions import CommitRefused
from lms.attempts.models import Attempt, CommitUsage, JournalEntry, Launch, ScoState
from lms.attempts.tasks import forget_usage
from lms.runtimes.scorm.commits.actions import process_commit
from lms.runtimes.scorm.replay.actions import rebuild_attempt, restore_attempt
from tests.factories.packages import make_package
from tests.factories.people import PersonFactory
from tests.factories.tracking import body, make_launch, make_module, relaunch, send

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]

LARGE = 1_900_000


def at(place: str) -> dict[str, Any]:
    return {"core": {"lesson_status": "incomplete", "lesson_location": place}}


def large(number: int) -> bytes:
    return body({**at(f"sida-{number}"), "comments": "å" * (LARGE // 2)}, sequence=number).replace(
        b"\\u00e5", "å".encode()
    )


def kept_bytes() -> int:
    return sum(len(payload.encode()) for payload in JournalEntry.objects.values_list("payload", flat=True))


def use(launch: Launch, *, launch_bytes: int = 0, person_bytes: int = 0, **commits: int) -> None:
    """Count as if the launch and its person had sent so much before."""
    today = timezone.localdate()
    subjects = {
        launch_subject(launch.pk): (commits.get("launch_commits", 0), launch_bytes),
        person_subject(launch.attempt.person_id): (commits.get("person_commits", 0), person_bytes),
    }
    for subject, (count, size) in subjects.items():
        CommitUsage.objects.update_or_create(
            subject=subject, defaults={"day": today, "commits": count, "bytes": size}
        )


def test_25_commits_of_1900_kb_are_reduced_but_not_all_kept(client: Client) -> None:
    launch = make_launch()

    answers = [send(client, launch, large(number)).json() for number in range(1, 26)]

    assert [answer["ok"] for answer in answers] == [True] * 25
    assert ScoState.objects.get().cmi["core"]["lesson_location"] == "sida-25"
    assert kept_bytes() <= LAUNCH_BUDGET.bytes
    entries = list(JournalEntry.objects.order_by("sequence"))
    assert [entry.is_digest_only for entry in entries] == [False] * 17 + [True] * 8
    assert {len(bytes(entry.digest)) for entry in entries} == {32}
    assert {entry.size for entry in entries} == {len(large(10)), len(large(9))}


def test_many_launches_of_a_person_share_the_days_budget(client: Client) -> None:
    first = make_launch()
    use(first, person_bytes=PERSON_DAY_BUDGET.bytes - 3 * LARGE)
    launches = [first] + [relaunch(first.attempt) for _ in range(5)]

    for number, launch in enumerate(launches, 1):
        take_newest(launch)
        assert send(client, launch, large(number)).json()["ok"]

    assert kept_bytes() <= 3 * LARGE
    assert JournalEntry.objects.exclude(payload="").count() == 2


def take_newest(launch: Launch) -> None:
    """Let the launch hold the attempt, as when its page was opened last."""
    launch.attempt.launches.exclude(pk=launch.pk).filter(ended_at=None).update(ended_at=timezone.now())
    Launch.objects.filter(pk=launch.pk).update(ended_at=None, ending="")
    Attempt.objects.filter(pk=launch.attempt_id).update(lease=launch.lease)


def test_many_commits_of_a_launch_are_kept_up_to_its_number(client: Client) -> None:
    launch = make_launch()
    use(launch, launch_commits=LAUNCH_BUDGET.commits - 1)

    for number in (1, 2):
        assert send(client, launch, body(at(str(number)), sequence=number)).json()["is_current"]

    assert [entry.is_digest_only for entry in JournalEntry.objects.order_by("sequence")] == [False, True]


def test_commit_beyond_its_budget_sent_again_is_recognised(client: Client) -> None:
    launch = make_launch()
    use(launch, launch_commits=LAUNCH_BUDGET.commits)
    send(client, launch, body(at("4"), sequence=7))

    again = send(client, launch, body(at("4"), sequence=7)).json()
    other = send(client, launch, body(at("9"), sequence=7)).json()

    assert (again["is_repeated"], other["code"]) == (True, "number_used")
    assert CommitUsage.objects.get(subject=launch_subject(launch.pk)).commits == LAUNCH_BUDGET.commits + 1


@pytest.mark.parametrize("full", ["bytes", "commits"])
def test_commit_beyond_the_days_limit_is_refused_with_a_sentence(client: Client, full: str) -> None:
    launch = make_launch()
    use(launch, **{f"person_{full}": getattr(PERSON_DAY_LIMIT, full)})

    answer = send(client, launch, body(at("Förflyttning")))

    assert (answer.status_code, answer.json()["code"]) == (429, "limit")
    assert answer.json()["sentence"].startswith("Så mycket har sparats i dag")
    assert not ScoState.objects.exists()
    assert kept_bytes() == 0


def test_limit_of_one_person_leaves_others_and_the_next_day_alone(client: Client) -> None:
    launch = make_launch()
    use(launch, person_bytes=PERSON_DAY_LIMIT.bytes)
    other = relaunch(start(PersonFactory(), launch))

    assert send(client, other, body()).json()["ok"]
    yesterday = f"{launch.attempt.person_id}@{timezone.localdate() - dt.timedelta(days=1)}"
    CommitUsage.objects.filter(subject=person_subject(launch.attempt.person_id)).update(subject=yesterday)
    assert send(client, launch, body()).json()["ok"]


def start(person: Any, launch: Launch) -> Attempt:
    return start_attempt(person=person, module_version=launch.attempt.module_version, by=person)


def test_refused_commits_beyond_the_days_budget_are_not_kept(client: Client) -> None:
    launch = make_launch()
    use(launch, person_bytes=PERSON_DAY_BUDGET.bytes - 5)

    assert send(client, launch, b"not json").json()["code"] == "malformed"

    assert not JournalEntry.objects.exists()


def test_attempt_with_digests_alone_is_left_as_it_is_by_a_replay(client: Client, capsys: Any) -> None:
    launch = make_launch()
    send(client, launch, body(at("1"), sequence=1))
    use_up(launch)
    passed = {"core": {"lesson_status": "passed", "lesson_location": "2"}}
    assert send(client, launch, body(passed, sequence=2)).json()["module_is_done"]

    rebuilt = restore_attempt(attempt=launch.attempt)
    call_command("replay_attempt", str(launch.attempt_id))

    assert (rebuilt.differences, rebuilt.packages[0].digests) == ((), 1)
    assert "1 commits beyond their budget" in capsys.readouterr().out
    state = ScoState.objects.get()
    assert (state.cmi["core"]["lesson_location"], state.completion_status) == ("2", "completed")


def use_up(launch: Launch) -> None:
    CommitUsage.objects.filter(subject=launch_subject(launch.pk)).update(commits=LAUNCH_BUDGET.commits)


def test_replay_of_an_attempt_within_its_budget_still_rebuilds_it(client: Client) -> None:
    launch = make_launch()
    send(client, launch, body(at("1"), sequence=1))

    rebuilt = rebuild_attempt(launch.attempt)

    assert (rebuilt.differences, rebuilt.entries) == ((), 1)


def test_counters_of_earlier_days_are_forgotten() -> None:
    today = timezone.localdate()
    for days in (0, 1, 30):
        CommitUsage.objects.create(subject=str(days), day=today - dt.timedelta(days=days), commits=1)

    forget_usage.call()

    assert set(CommitUsage.objects.values_list("subject", flat=True)) == {"0", "1"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.no_rerun
def test_two_modules_at_once_are_both_counted() -> None:
    one = make_launch()
    version = make_module(make_package())
    person = one.attempt.person
    two = relaunch(start_attempt(person=person, module_version=version, by=person))
    problems: list[Exception] = []

    def send_ten(launch: Launch) -> None:
        try:
            for number in range(1, 11):
                process_commit(launch=launch.pk, body=body(at(str(number)), sequence=number, session=SESSION))
        except CommitRefused as refused:
            problems.append(refused)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send_ten, args=[launch]) for launch in (one, two)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert problems == []
    counted = dict(CommitUsage.objects.values_list("subject", "commits"))
    started_and_opened = 2 * 2
    assert counted == {str(one.pk): 10, str(two.pk): 10, person_subject(person.pk): started_and_opened + 20}


SESSION = str(uuid.uuid4())
