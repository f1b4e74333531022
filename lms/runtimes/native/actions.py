"""The answering of questions: graded here, and recorded as commits of the step's package."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from django.db.models import Q
from django.utils import timezone

from courses.api import NATIVE_PART, NativeAnswer, Question
from lms.attempts.api import (
    Attempt,
    CommitRefused,
    CommitTrigger,
    Device,
    JournalEntry,
    Launch,
    Refusal,
    check_holds_lease,
    open_launch,
)
from lms.runtimes.native.steps import AnsweredStep, NextCommit, answered_step, grade
from lms.runtimes.scorm.api import Commit, process_commit, read_journalled
from people.api import Person
from scorm.api import CompletionStatus, SuccessStatus, duration_of_seconds, nest_elements

#: longer than anybody thinks about a question; a page that was left open says nothing about it
LONGEST_LATENCY = 3_600
#: how often a number may be taken by another page of the same launch before this one gives up
MAX_TRIES = 5


@dataclass(frozen=True)
class Given:
    """An answer that a learner gave, read from the posted form."""

    question: Question
    #: in SCORM 2004's notation
    response: str


def record_answers(
    *,
    step: AnsweredStep,
    given: Sequence[Given],
    commit: NextCommit,
    by: Person,
    session_key: str | None = None,
    device: Device | None = None,
    seconds: float | None = None,
) -> None:
    """Grade answers and record them as one commit.

    Answers that were recorded before under the same number change nothing. `seconds` is how long they took.
    Where the page's launch has ended another one is opened: the state is the server's, so nothing is
    overwritten. Raises AttemptClosed, CommitRefused and NothingToTake.
    """
    if step.is_next(commit) and _record(step, given, commit, seconds):
        return
    attempt = step.attempt

    def opened(uuid: UUID) -> Launch:
        return open_launch(
            attempt=attempt, step_id=step.content.id, by=by, session_key=session_key, device=device, uuid=uuid
        )

    launch = opened(_own_uuid(attempt, commit.launch))
    if not _may_save(launch) and not _is_recorded(launch, commit.sequence, given):
        commit = _substitute(commit)
        launch = opened(commit.launch)
    sequence = commit.sequence
    for _try in range(MAX_TRIES):
        if _is_recorded(launch, sequence, given):
            return
        if _record(answered_step(attempt, step.content.id), given, NextCommit(launch.pk, sequence), seconds):
            return
        if not _may_save(Launch.objects.select_related("attempt").get(pk=launch.pk)):
            raise CommitRefused(Refusal.LEASE_LOST)
        # The page was answered before, with something else, and shown again by the browser's Back.
        sequence = _free_number(launch)
    raise CommitRefused(Refusal.NUMBER_USED)


def _record(step: AnsweredStep, given: Sequence[Given], commit: NextCommit, seconds: float | None) -> bool:
    """Process the commit; return False where its launch has ended or its number is taken.

    Raises CommitRefused for what another launch would not change.
    """
    try:
        process_commit(launch=commit.launch, body=_body(step, given, commit.sequence, seconds))
    except CommitRefused as refused:
        if refused.refusal in {Refusal.NUMBER_USED, Refusal.LEASE_LOST, Refusal.ENDED, Refusal.MOVED}:
            return False
        raise
    return True


def is_recorded(attempt: Attempt, commit: NextCommit) -> bool:
    """Return whether answers of the attempt were recorded as that commit, or as its substitute."""
    entries = JournalEntry.objects.filter(launch__attempt=attempt, refusal="")
    numbers = [Q(launch=each.launch, sequence=each.sequence) for each in (commit, _substitute(commit))]
    return entries.filter(numbers[0] | numbers[1]).exists()


def _substitute(commit: NextCommit) -> NextCommit:
    """Return the commit that records answers from a page whose launch has ended; the same each time."""
    return NextCommit(uuid5(commit.launch, str(commit.sequence)), 1)


def _own_uuid(attempt: Attempt, requested: UUID) -> UUID:
    """Return the UUID of a launch as the page has it; another one where it is that of another attempt."""
    is_taken = Launch.objects.filter(pk=requested).exclude(attempt=attempt).exists()
    return uuid5(attempt.uuid, str(requested)) if is_taken else requested


def _may_save(launch: Launch) -> bool:
    try:
        check_holds_lease(launch)
    except CommitRefused:
        return False
    return True


def _is_recorded(launch: Launch, sequence: int, given: Sequence[Given]) -> bool:
    """Return whether these answers were recorded under that number.

    Answers beyond the day's budget are stored as a digest alone, and are taken for the same.
    """
    entry = JournalEntry.objects.filter(launch=launch, sequence=sequence, refusal="").first()
    if entry is None:
        return False
    journalled = read_journalled(entry.payload) if entry.payload else None
    return journalled is None or _answers_of(journalled) == {
        (answer.question.id, answer.response) for answer in given
    }


def _answers_of(commit: Commit) -> set[tuple[str, str]]:
    interactions = nest_elements(dict(commit.elements)).get("interactions", {})
    return {(member.get("id", ""), member.get("learner_response", "")) for member in interactions.values()}


def _free_number(launch: Launch) -> int:
    numbers = JournalEntry.objects.filter(launch=launch, refusal="").values_list("sequence", flat=True)
    return max(numbers, default=0) + 1


def _body(step: AnsweredStep, given: Sequence[Given], sequence: int, seconds: float | None) -> bytes:
    """Return the commit of new answers, as the player would send it."""
    now = timezone.now()
    first = len(step.interactions)
    elements: dict[str, str] = {}
    for index, answer in enumerate(given, start=first):
        graded = grade(answer.question, answer.response)
        values = _interaction(answer, graded, seconds / len(given) if seconds else None)
        elements |= {f"interactions.{index}.{name}": value for name, value in values.items()}
        elements[f"interactions.{index}.timestamp"] = f"{now:%Y-%m-%dT%H:%M:%SZ}"
    answers = [*step.answers, *(grade(answer.question, answer.response) for answer in given)]
    elements |= dict(_status(step, answers))
    return json.dumps(
        {
            "sequence": sequence,
            "sco": NATIVE_PART,
            "session": str(step.session),
            "trigger": CommitTrigger.CONTENT.value,
            "written_at": int(now.timestamp() * 1000),
            "payload": {"cmi": nest_elements(elements), "set": [f"cmi.{path}" for path in elements]},
        }
    ).encode()


def _interaction(answer: Given, graded: NativeAnswer, seconds: float | None) -> Mapping[str, str]:
    """Return cmi.interactions.n (SCORM 2004 RTE 4.2.9), without its time."""
    question = answer.question
    values = {
        "id": question.id,
        "type": question.block.interaction_type,
        "learner_response": answer.response,
        "description": question.value["prompt"],
        "result": {True: "correct", False: "incorrect", None: "neutral"}[graded.is_right],
    }
    for index, pattern in enumerate(question.block.patterns(question.value)):
        values[f"correct_responses.{index}.pattern"] = pattern
    if seconds is not None and 0 < seconds <= LONGEST_LATENCY:
        values["latency"] = duration_of_seconds(seconds)
    return values


def _status(step: AnsweredStep, answers: Sequence[NativeAnswer]) -> Iterator[tuple[str, str]]:
    """Yield the elements of the step's outcome."""
    outcome = step.block.outcome(step.content.value, answers)
    is_done = outcome.is_completed
    yield "completion_status", CompletionStatus.COMPLETED if is_done else CompletionStatus.INCOMPLETE
    yield "progress_measure", f"{outcome.progress:.4g}"
    if outcome.score is not None:
        yield "score.scaled", f"{outcome.score:.4g}"
    if outcome.is_passed is not None and is_done:
        yield "success_status", SuccessStatus.PASSED if outcome.is_passed else SuccessStatus.FAILED
