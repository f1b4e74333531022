"""Commits that arrive late, twice and in any order give the same state as in order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from courses.models import ModuleVersion
from lms.attempts.actions.attempts import start_attempt
from lms.attempts.models import JournalEntry, Launch, PackageAttempt, ScoState
from lms.records.models import Completion
from lms.runtimes.scorm.replay.actions import rebuild_attempt
from tests.factories.packages import Sco, make_package
from tests.factories.people import PersonFactory
from tests.factories.tracking import body, make_module, relaunch, send
from tests.faults.examples import examples

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]

#: 1.2 content sets in its one status either the progress or the success; whether a failure came before or
#: after a "completed" is then a matter of order
STATUSES = (["incomplete", "completed", "browsed"], ["incomplete", "passed", "failed"])
TRIGGERS = st.sampled_from(["auto", "content", "content"])


def change(statuses: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {"lesson_status": statuses},
        optional={
            "lesson_location": st.sampled_from("123"),
            "session_time": st.sampled_from(["00:01:00", "00:02:30"]),
            "score": st.fixed_dictionaries({"raw": st.sampled_from(["0", "55", "100"])}),
        },
    )


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[list[bytes], list[int]]:
    """Draw commits as the shell makes them, each with all that came before, and how they arrive."""
    model: dict[str, Any] = {}
    commits = []
    statuses = st.sampled_from(draw(st.sampled_from(STATUSES)))
    for sequence in range(1, draw(st.integers(2, 6)) + 1):
        model = {**model, **draw(change(statuses))}
        interactions = {str(n): {"id": f"q{n}", "result": "correct"} for n in range(sequence)}
        cmi = {"core": dict(model), "interactions": interactions, "suspend_data": f"sida {sequence}"}
        commits.append(body(cmi, sequence=sequence, trigger=draw(TRIGGERS)))
    everyone = range(len(commits))
    repeated = draw(st.lists(st.sampled_from(everyone), max_size=4))
    return commits, draw(st.permutations([*everyone, *repeated]))


@pytest.fixture
def version() -> ModuleVersion:
    return make_module(make_package())


def launched(version: ModuleVersion) -> Launch:
    person = PersonFactory()
    return relaunch(start_attempt(person=person, module_version=version, by=person))


def outcome(launch: Launch) -> dict[str, Any]:
    """What the attempt came to, apart from when."""
    state = ScoState.objects.get(package_attempt__attempt=launch.attempt_id)
    played = PackageAttempt.objects.get(attempt=launch.attempt_id)
    completions = Completion.objects.filter(attempt_uuid=launch.attempt_id)
    return {
        "cmi": state.cmi,
        "seconds": state.session_seconds,
        "sequence": state.session_sequence,
        "done": [state.completion_status == "completed", played.completion_status == "completed"],
        "completions": completions.count(),
        "journal": JournalEntry.objects.filter(launch=launch, refusal="").count(),
    }


def deliver(client: Client, launch: Launch, commits: Iterable[bytes]) -> None:
    for data in commits:
        answer = send(client, launch, data)
        assert (answer.status_code, answer.json()["ok"]) == (200, True)
    assert rebuild_attempt(launch.attempt).differences == ()


@given(deliveries())
@examples(8)
def test_commits_when_late_repeated_and_out_of_order_come_to_the_same(
    client: Client, version: ModuleVersion, drawn: tuple[list[bytes], list[int]]
) -> None:
    commits, order = drawn
    in_order, shuffled = launched(version), launched(version)

    deliver(client, in_order, commits)
    deliver(client, shuffled, [commits[at] for at in order])

    assert outcome(shuffled) == outcome(in_order)


@given(st.permutations(range(6)), st.lists(st.integers(0, 5), max_size=3))
@examples(3)
def test_commits_of_two_launches_mixed_are_done_once_and_can_be_rebuilt(
    client: Client, order: list[int], repeated: list[int]
) -> None:
    """Unsent commits of an earlier launch arrive in between, part by part."""
    old = launched(make_module(make_package([Sco("a"), Sco("b")])))
    new = relaunch(old.attempt)
    done = {"core": {"lesson_status": "passed"}}
    commits = [
        body(cmi, sequence=sequence, sco=sco, session=f"{launch.pk}", launch=f"{launch.pk}")
        for launch in (old, new)
        for sequence, sco, cmi in (
            (1, "a", {"core": {"lesson_location": "1"}}),
            (2, "a", done if launch is old else {"core": {"lesson_location": "2"}}),
            (3, "b", done if launch is new else {"core": {"lesson_location": "3"}}),
        )
    ]

    deliver(client, new, [commits[at] for at in (*order, *repeated)])

    assert Completion.objects.filter(attempt_uuid=old.attempt_id).count() == 1
    assert PackageAttempt.objects.get(attempt=old.attempt_id).completion_status == "completed"
    assert JournalEntry.objects.filter(launch__attempt=old.attempt_id, refusal="").count() == 6
