"""Reading what a browser sent."""

import json
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.attempts.enums import CommitTrigger
from lms.runtimes.scorm.commits.payload import MAX_SET_ELEMENTS, MalformedCommit, flatten, read_commit
from tests.factories.tracking import body


def test_commit_when_well_formed_is_flattened() -> None:
    commit = read_commit(body({"core": {"score": {"raw": 85}}, "interactions": [{"id": "q1"}]}, sequence=3))

    assert (commit.sequence, commit.sco, commit.trigger) == (3, "del-1", CommitTrigger.CONTENT)
    assert commit.elements == {"core.score.raw": "85", "interactions.0.id": "q1"}


def test_commit_when_it_names_launch_and_session_keeps_them() -> None:
    launch = uuid.uuid4()

    commit = read_commit(body(launch=str(launch), written_at=1_700_000_000_000))

    assert (commit.launch, commit.session, commit.written_at) == (launch, uuid.UUID(int=1), 1_700_000_000_000)


NESTED: dict[str, object] = {"x": "y"}
for _ in range(10):
    NESTED = {"x": NESTED}

UNREADABLE = [
    b"",
    b"[]",
    b"null",
    b"\xff\xfe",
    b'{"sequence": 1,',
    b'{"sequence": NaN}',
    b'{"sequence": 1e999}',
    b'{"sequence": 1, "sequence": 2}',
    b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    b'{"a": "\\ud800"}',
    b'{"sequence": ' + b"9" * 5_000 + b"}",
]
CHANGES: list[dict[str, object]] = [
    {"sequence": 0},
    {"sequence": 2**31},
    {"sequence": "1"},
    {"sequence": True},
    {"sequence": 1.5},
    {"sco": ""},
    {"sco": None},
    {"sco": "x" * 256},
    {"sco": "\x00"},
    {"sco": "\ud800"},
    {"trigger": "whenever"},
    {"launch": "none"},
    {"session": 7},
    {"written_at": -1},
    {"payload": None},
    {"payload": {}},
    {"payload": {"cmi": []}},
    {"payload": {"cmi": NESTED}},
]


@pytest.mark.parametrize(
    "data", UNREADABLE + [json.dumps({**json.loads(body()), **change}).encode() for change in CHANGES]
)
def test_commit_when_it_cannot_be_trusted_to_mean_one_thing_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedCommit):
        read_commit(data)


@given(st.binary(max_size=200))
def test_commit_when_it_is_noise_is_refused_and_nothing_else(data: bytes) -> None:
    with pytest.raises(MalformedCommit):
        read_commit(data)


def test_flatten_when_values_are_of_other_types_writes_them_as_text() -> None:
    assert dict(flatten({"a": True, "b": None, "c": 0.5, "d": ["x"]})) == {
        "a": "true",
        "c": "0.5",
        "d.0": "x",
    }


@pytest.mark.parametrize("request_", ["{target=" + "å" * 400 + "}choice", "a\x00b", "_none_", ""])
def test_request_that_can_be_none_costs_no_commit(request_: str) -> None:
    data = json.loads(body())
    data["payload"] |= {"request": request_, "set": ["cmi.score.raw", "å" * 9_000, "x" * 9_000]}

    commit = read_commit(json.dumps(data).encode())

    assert (commit.request, commit.set_elements) == ("", {"score.raw"})


def test_elements_that_content_made_up_are_cut_off() -> None:
    data = json.loads(body())
    data["payload"]["set"] = [f"cmi.objectives.{number}.score.raw" for number in range(50_000)]

    commit = read_commit(json.dumps(data).encode())

    assert len(commit.set_elements or ()) == MAX_SET_ELEMENTS
