"""Whatever is sent as a commit has a clear answer, and what is refused changes nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from hypothesis import example, given
from hypothesis import strategies as st

from lms.attempts.models import JournalEntry, Launch, PackageAttempt, ScoState
from lms.records.models import Completion
from lms.runtimes.scorm.replay.actions import rebuild_attempt
from tests.factories.tracking import body, make_launch, send, token_of
from tests.faults.examples import examples

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]
a_few = examples(60)

#: all of Unicode with NUL and the halves of pairs that stand alone
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=20)
WORDS = ["core", "lesson_status", "score", "raw", "interactions", "0", "n", "-1", "٣", "id", "objectives"]
WORDS += [
    "00",
    "_count",
    "suspend_data",
    "exit",
    "session_time",
    "learner_id",
    "adl",
    "nav",
    "request",
    "",
    ".",
    "a.b",
]
ELEMENTS = st.sampled_from(WORDS)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT | st.just("x" * 70_000)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ELEMENTS | ANY_TEXT, inner, max_size=5),
    max_leaves=25,
)
FIELDS = st.sampled_from(["sequence", "sco", "trigger", "session", "payload", "launch", "written_at"])


@dataclass
class Stage:
    """A launch with one commit taken, and what may not change."""

    client: Client
    launch: Launch

    def state(self) -> tuple[Any, ...]:
        states = ScoState.objects.order_by("pk").values_list("cmi", "session_sequence", "completion_status")
        packages = PackageAttempt.objects.order_by("pk").values_list("current_sco", "completion_status")
        accepted = JournalEntry.objects.filter(refusal="").count()
        return [*states], [*packages], accepted, Completion.objects.count()

    def check(self, data: bytes, **options: Any) -> int:
        """Send it; return the status. A refusal has a sentence and leaves all as it was."""
        before = self.state()
        response = send(self.client, self.launch, data, **options)
        answer = response.json()
        assert response.status_code in {200, 400, 403, 409, 413}
        assert answer["ok"] is (response.status_code == 200)
        if not answer["ok"]:
            assert answer["sentence"].endswith(".")
            assert self.state() == before
        return response.status_code


@pytest.fixture
def stage(client: Client) -> Stage:
    launch = make_launch()
    assert send(client, launch, body({"core": {"lesson_location": "3"}})).status_code == 200
    return Stage(client, launch)


def written(value: Any) -> bytes:
    """JSON as Python writes it, with lone surrogates as escapes and NaN as it is."""
    return json.dumps(value).encode()


@given(JSON)
@a_few
def test_commit_when_it_is_any_json_is_answered(stage: Stage, value: Any) -> None:
    assert stage.check(written(value)) == 400


@given(st.dictionaries(FIELDS, JSON, max_size=3))
@example({"payload": {"cmi": {"suspend_data": "\ud83d"}}})
@example({"payload": {"cmi": {"interactions": {"9" * 5_000: {"id": "q"}}}}})
@example({"written_at": 2**53, "sequence": 2**31 - 1})
@example({"session": "urn:uuid:{00000000-0000-0000-0000-000000000009}"})
@a_few
def test_commit_when_some_of_its_fields_are_anything_is_answered(
    stage: Stage, changes: dict[str, Any]
) -> None:
    stage.check(written({**json.loads(body(sequence=2)), **changes}))

    assert rebuild_attempt(stage.launch.attempt).differences == ()


@given(JSON, st.integers(2, 2**31 - 1), st.sampled_from(["auto", "content", "finish", "opened", "closed"]))
@a_few
def test_commit_with_any_data_model_is_answered_and_can_be_rebuilt(
    stage: Stage, cmi: Any, sequence: int, trigger: str
) -> None:
    stage.check(written({**json.loads(body(sequence=sequence, trigger=trigger)), "payload": {"cmi": cmi}}))

    assert rebuild_attempt(stage.launch.attempt).differences == ()


def test_commit_when_cut_anywhere_is_refused(stage: Stage) -> None:
    whole = body({"core": {"lesson_status": "passed", "score": {"raw": "90"}}}, sequence=2)

    assert {stage.check(whole[:end]) for end in range(0, len(whole), 7)} == {400}
    assert not Completion.objects.exists()


def test_commit_when_its_token_is_altered_anywhere_or_anothers_is_refused(stage: Stage) -> None:
    token, other = token_of(stage.launch), make_launch()
    data = body({"core": {"lesson_status": "passed"}}, sequence=2)
    altered = [f"{token[:at]}{'x' if token[at] != 'x' else 'y'}{token[at + 1 :]}" for at in range(len(token))]

    for wrong in [*altered[::5], token[:-1], f"{token}x", token.replace(":", "")]:
        response = send(stage.client, stage.launch, data, token=wrong)
        # the last character of a signature may hold bits that mean nothing, and is compared as text
        assert response.status_code in {403, 404}, wrong
    named = json.dumps({**json.loads(data), "launch": str(stage.launch.uuid)}).encode()
    assert send(stage.client, other, named).status_code == 400
    assert (Completion.objects.count(), ScoState.objects.count()) == (0, 1)


@pytest.mark.parametrize("depth", [9, 500, 100_000])
@pytest.mark.parametrize("pair", ["[]", "{}"])
def test_commit_when_deeply_nested_is_refused(stage: Stage, depth: int, pair: str) -> None:
    begin = '{"x":' if pair == "{}" else "["
    nested = begin * depth + "0" + pair[1] * depth

    assert stage.check(body(sequence=2).replace(b'{"core"', b'{"deep": %s, "core"' % nested.encode())) == 400
