"""What the SCOs and assets of a package amount to together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import fmean

from scorm.enums import CompletionStatus, SuccessStatus
from scorm.rules.outcome import ScoOutcome


def roll_up(identifiers: Sequence[str], outcomes: Mapping[str, ScoOutcome]) -> ScoOutcome:
    """Return the verdict of a package whose SCOs and assets are `identifiers`.

    SCORM 1.2 has no rollup rule, so this one is ours (docs/decisions/0009-what-complete-means.md):

    - complete when every SCO is complete and every asset was opened; begun as soon as one of them is
    - failed when one is failed; passed when all that tell success are passed, and there is at least one;
      else unknown
    - the score is the mean of the scores there are, or none
    """
    found = [outcomes.get(identifier, ScoOutcome()) for identifier in identifiers]
    completions = {outcome.completion for outcome in found}
    if completions == {CompletionStatus.COMPLETED}:
        completion = CompletionStatus.COMPLETED
    elif completions <= {CompletionStatus.NOT_ATTEMPTED}:
        completion = CompletionStatus.NOT_ATTEMPTED
    else:
        completion = CompletionStatus.INCOMPLETE
    told = {outcome.success for outcome in found} - {SuccessStatus.UNKNOWN}
    if SuccessStatus.FAILED in told:
        success = SuccessStatus.FAILED
    else:
        success = SuccessStatus.PASSED if told else SuccessStatus.UNKNOWN
    scores = [outcome.score_scaled for outcome in found if outcome.score_scaled is not None]
    return ScoOutcome(completion, success, fmean(scores) if scores else None)
