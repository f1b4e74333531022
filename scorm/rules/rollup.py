"""Rollup of the outcomes of a package's SCOs and assets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import fmean

from scorm.enums import CompletionStatus, SuccessStatus
from scorm.rules.outcome import ScoOutcome


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
