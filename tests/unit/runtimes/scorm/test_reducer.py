"""The reducer of commits: what a commit makes of a part, and the events that it gives."""

from __future__ import annotations

import copy
import uuid
from dataclasses import replace
from typing import Any

import pytest

from lms.attempts.events.learning_events import (
    LearningEvent,
    OutcomeChanged,
    PartEnded,
    PartStarted,
    QuestionAnswered,
)
from lms.runtimes.scorm.commits.payload import read_commit
from lms.runtimes.scorm.commits.reducer import (
    PartReduction,
    answers_of_commit,
    prove_completion,
    reduce_commit,
)
from scorm.enums import CompletionStatus, ItemKind, PackageStandard, SuccessStatus
from scorm.manifest.structure import ManifestItem
from scorm.rules.outcome import PartState, ScoOutcome
from tests.factories.tracking import body

ITEM = ManifestItem("del-1", "Handhygien, å ä ö", ItemKind.SCO)
LAUNCH = uuid.UUID(int=7)
SESSION = uuid.UUID(int=1)
NEW = PartState("del-1")


def cmi(status: str, *answers: str, result: str = "correct", time: str = "") -> dict[str, Any]:
    core = {"lesson_status": status, **({"session_time": time} if time else {})}
    members = {
        str(index): {"id": f"fråga-{index}", "type": "choice", "student_response": answer, "result": result}
        for index, answer in enumerate(answers)
    }
    return {"core": core, "interactions": members}


def reduce(before: PartState, data: dict[str, Any], **values: Any) -> PartReduction:
    commit = read_commit(body(data, **values))
    return reduce_commit(before, commit, ITEM, launch=LAUNCH, standard=PackageStandard.SCORM_12)


def events(reduction: PartReduction) -> list[LearningEvent]:
    return list(reduction.events(()))


def kinds(reduction: PartReduction) -> list[type]:
    return [type(event) for event in events(reduction)]


def test_first_commit_gives_a_start_and_an_outcome() -> None:
    reduction = reduce(NEW, cmi("incomplete"))

    incomplete = ScoOutcome(CompletionStatus.INCOMPLETE)
    assert events(reduction) == [
        PartStarted("del-1", SESSION),
        OutcomeChanged("del-1", ScoOutcome(), incomplete),
    ]
    assert reduction.state.outcome == incomplete


def test_commit_that_changes_nothing_gives_no_events() -> None:
    first = reduce(NEW, cmi("incomplete"))

    assert events(reduce(first.state, cmi("incomplete"), sequence=2)) == []


def test_events_of_a_finish_are_in_chronological_order() -> None:
    reduction = reduce(NEW, cmi("passed", "a", "b", time="00:03:20"), trigger="finish")

    assert kinds(reduction) == [PartStarted, QuestionAnswered, QuestionAnswered, OutcomeChanged, PartEnded]
    assert events(reduction)[-1] == PartEnded("del-1", 200)
    assert reduction.state.outcome == ScoOutcome(CompletionStatus.COMPLETED, SuccessStatus.PASSED)


def test_answer_that_was_given_before_is_no_event() -> None:
    first = reduce(NEW, cmi("incomplete", "a"))
    second = reduce(first.state, cmi("incomplete", "a", "b"), sequence=2)

    [event] = second.events(first.answers)

    assert isinstance(event, QuestionAnswered)
    assert (event.answer.identifier, event.answer.response) == ("fråga-1", "b")


def test_answers_when_the_content_restarts_are_all_new() -> None:
    first = reduce(NEW, cmi("incomplete", "a", "b"))
    fewer = replace(first, reduced=reduce(NEW, cmi("incomplete", "c")).reduced)

    assert fewer.restarts(first.answers)
    answers = [event for event in fewer.events(first.answers) if isinstance(event, QuestionAnswered)]
    assert [event.answer.response for event in answers] == ["c"]


def test_half_written_answer_of_an_automatic_save_is_left() -> None:
    data = cmi("completed", "a", result="")

    assert kinds(reduce(NEW, data, trigger="auto")) == [PartStarted, OutcomeChanged]
    assert not list(answers_of_commit(read_commit(body(data, trigger="auto")), PackageStandard.SCORM_12))
    settled = answers_of_commit(read_commit(body(data)), PackageStandard.SCORM_12)
    assert [event.answer.response for event in settled] == ["a"]


def test_outcome_never_goes_backwards() -> None:
    done = reduce(NEW, cmi("completed")).state

    again = reduce(done, cmi("incomplete"), sequence=2, session=str(uuid.uuid4()))

    assert again.state.outcome == done.outcome
    assert kinds(again) == [PartStarted]


@pytest.mark.parametrize("session", [SESSION, uuid.UUID(int=2)])
@pytest.mark.parametrize("status", ["completed", "incomplete"])
def test_reducer_changes_no_argument(status: str, session: uuid.UUID) -> None:
    before = reduce(NEW, cmi("incomplete", "a")).state
    kept = copy.deepcopy(before)
    commit = read_commit(body(cmi(status, "b"), sequence=2, session=str(session)))

    reduce_commit(before, commit, ITEM, launch=LAUNCH, standard=PackageStandard.SCORM_12)
    prove_completion(before, commit, ITEM, standard=PackageStandard.SCORM_12)

    assert before == kept


def test_outdated_commit_proves_a_completion_and_nothing_else() -> None:
    before = reduce(NEW, cmi("incomplete", "a")).state
    late = read_commit(body(cmi("completed", "b")))

    proven = prove_completion(before, late, ITEM, standard=PackageStandard.SCORM_12)

    assert proven.outcome.is_done
    assert (proven.cmi, proven.session_sequence) == (before.cmi, before.session_sequence)
    assert prove_completion(proven, late, ITEM, standard=PackageStandard.SCORM_12) is proven
