"""The state of a SCO and its outcome, derived on the server: completion, success and score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import Any
from uuid import UUID

from scorm.data_model.elements import number
from scorm.data_model.state import value_of
from scorm.enums import CompletionStatus, PackageStandard, SuccessStatus

_RANK = [
    CompletionStatus.NOT_ATTEMPTED,
    CompletionStatus.UNKNOWN,
    CompletionStatus.INCOMPLETE,
    CompletionStatus.COMPLETED,
]


@dataclass(frozen=True)
class Rules:
    """The rules of the manifest for passing and completing one SCO."""

    #: adlcp:masteryscore (1.2), on the scale of cmi.core.score.raw
    mastery_score: float | None = None
    #: imsss:minNormalizedMeasure (2004), -1..1
    scaled_passing_score: float | None = None
    #: adlcp:completionThreshold (2004), 0..1
    completion_threshold: float | None = None


@dataclass(frozen=True)
class ScoOutcome:
    """Completion, success and score of one SCO, or of a package."""

    completion: CompletionStatus = CompletionStatus.NOT_ATTEMPTED
    success: SuccessStatus = SuccessStatus.UNKNOWN
    score_scaled: float | None = None

    @classmethod
    def of(cls, completion: str, success: str, score_scaled: float | None) -> ScoOutcome:
        """Return an outcome from stored values."""
        return cls(CompletionStatus(completion), SuccessStatus(success), score_scaled)

    @property
    def is_done(self) -> bool:
        """Whether it is complete and not failed."""
        return self.completion == CompletionStatus.COMPLETED and self.success != SuccessStatus.FAILED


def derive(standard: str, cmi: Mapping[str, Any], rules: Rules, *, has_ended: bool) -> ScoOutcome:
    """Return the outcome of `cmi`; `has_ended` when the content finished without a suspend."""
    if standard == PackageStandard.SCORM_12:
        return _derive_12(cmi, rules, has_ended=has_ended)
    return _derive_2004(cmi, rules, has_ended=has_ended)


def _derive_12(cmi: Mapping[str, Any], rules: Rules, *, has_ended: bool) -> ScoOutcome:
    """Split cmi.core.lesson_status, which holds two facts, into completion and success.

    passed: completed and passed. failed: failed and, by our policy, not completed, since the learner shall
    have another try. browsed stays incomplete. The mastery score takes precedence over completed, passed and
    failed when there is a raw score (RTE 3.4.4, cmi.student_data.mastery_score), and over incomplete once the
    content has ended. A SCO that ended without setting its status is completed (RTE 3.4.4,
    cmi.core.lesson_status).
    """
    status = value_of(cmi, "core.lesson_status")
    if not status:
        status = "completed" if has_ended else "incomplete"
    raw = number(value_of(cmi, "core.score.raw"))
    decides = status in {"completed", "passed", "failed"} or (has_ended and status == "incomplete")
    if decides and rules.mastery_score is not None and raw is not None:
        status = "passed" if raw >= rules.mastery_score else "failed"
    completed = status in {"completed", "passed"}
    return ScoOutcome(
        completion=CompletionStatus.COMPLETED if completed else CompletionStatus.INCOMPLETE,
        success=SuccessStatus(status) if status in {"passed", "failed"} else SuccessStatus.UNKNOWN,
        score_scaled=_scaled(cmi, "core.score."),
    )


def _derive_2004(cmi: Mapping[str, Any], rules: Rules, *, has_ended: bool) -> ScoOutcome:
    """Derive completion by threshold where both it and a measure are known, else as set (RTE 4.2.4.1).

    Success by the scaled passing score where one is set: unknown as long as there is no scaled score
    (RTE 4.2.22.1). A SCO that ended without setting its completion is completed (SN 3.13.2, completion set
    by content: false).
    """
    completion = CompletionStatus(value_of(cmi, "completion_status") or CompletionStatus.UNKNOWN)
    progress = number(value_of(cmi, "progress_measure"))
    if rules.completion_threshold is not None and progress is not None:
        reached = progress >= rules.completion_threshold
        completion = CompletionStatus.COMPLETED if reached else CompletionStatus.INCOMPLETE
    elif completion == CompletionStatus.UNKNOWN:
        completion = CompletionStatus.COMPLETED if has_ended else CompletionStatus.INCOMPLETE
    success = SuccessStatus(value_of(cmi, "success_status") or SuccessStatus.UNKNOWN)
    if rules.scaled_passing_score is not None:
        scaled = number(value_of(cmi, "score.scaled"))
        if scaled is None:
            success = SuccessStatus.UNKNOWN
        else:
            passed = scaled >= rules.scaled_passing_score
            success = SuccessStatus.PASSED if passed else SuccessStatus.FAILED
    return ScoOutcome(completion, success, _scaled(cmi, "score."))


def _scaled(cmi: Mapping[str, Any], prefix: str) -> float | None:
    """Return the scaled score as set, or from raw, min and max where a max is set; no max is assumed."""
    scaled = number(value_of(cmi, f"{prefix}scaled"))
    if scaled is not None:
        return scaled
    raw, highest = (number(value_of(cmi, f"{prefix}{name}")) for name in ("raw", "max"))
    lowest = number(value_of(cmi, f"{prefix}min")) or 0.0
    if raw is None or highest is None or highest <= lowest:
        return None
    return min(max((raw - lowest) / (highest - lowest), -1.0), 1.0)


def merge_forward(before: ScoOutcome, after: ScoOutcome) -> ScoOutcome:
    """Return the recorded outcome after `after` was derived: it never goes backwards.

    Completed stays completed, passed stays passed with the score that it was passed with, and unknown values
    replace nothing.
    """
    completion = max(before.completion, after.completion, key=_RANK.index)
    if before.success == SuccessStatus.PASSED and after.success != SuccessStatus.PASSED:
        return ScoOutcome(completion, before.success, before.score_scaled)
    success = before.success if after.success == SuccessStatus.UNKNOWN else after.success
    score = before.score_scaled if after.score_scaled is None else after.score_scaled
    return ScoOutcome(completion, success, score)


def roll_up(identifiers: Sequence[str], outcomes: Mapping[str, ScoOutcome]) -> ScoOutcome:
    """Return the outcome of a package whose SCOs and assets are `identifiers`.

    SCORM 1.2 has no rollup rule, so this one is ours (docs/decisions/0009-what-complete-means.md):

    - complete when every SCO is complete and every asset was opened; begun as soon as one of them is
    - failed when one is failed; passed when all with a success are passed, and there is at least one;
      else unknown
    - the score is the mean of the scores there are, or none
    """
    parts = [outcomes.get(identifier, ScoOutcome()) for identifier in identifiers]
    completions = {outcome.completion for outcome in parts}
    if completions == {CompletionStatus.COMPLETED}:
        completion = CompletionStatus.COMPLETED
    elif completions <= {CompletionStatus.NOT_ATTEMPTED}:
        completion = CompletionStatus.NOT_ATTEMPTED
    else:
        completion = CompletionStatus.INCOMPLETE
    successes = {outcome.success for outcome in parts} - {SuccessStatus.UNKNOWN}
    if SuccessStatus.FAILED in successes:
        success = SuccessStatus.FAILED
    else:
        success = SuccessStatus.PASSED if successes else SuccessStatus.UNKNOWN
    scores = [outcome.score_scaled for outcome in parts if outcome.score_scaled is not None]
    return ScoOutcome(completion, success, fmean(scores) if scores else None)


@dataclass(frozen=True, slots=True)
class PartState:
    """What the commits of a part have been reduced to; its default is that of a part never begun."""

    #: the identifier of its item in the manifest
    sco: str
    #: the data model as nested plain data, `{"core": …}` in 1.2 and `{"completion_status": …}` in 2004
    cmi: Mapping[str, Any] = field(default_factory=dict)
    outcome: ScoOutcome = field(default_factory=ScoOutcome)
    #: seconds of earlier sessions, and of the last one, whose running total replaces itself
    total_seconds: float = 0.0
    session_seconds: float = 0.0
    #: the last session (one loading of the part), the launch that it belonged to and its newest commit
    session: UUID | None = None
    session_launch: UUID | None = None
    session_sequence: int = 0
    #: how the last session ended (scorm.enums.EXIT_…), which decides the next one's cmi.entry
    exit: str = ""
    #: elements of 2004 that content has set since the part was delivered, of those that sequencing reads;
    #: None where unknown
    set_elements: Sequence[str] | None = None
