"""What the engine answered, in our words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from courses.manifest import Manifest, ManifestItem
from lms.tracking.enums import CompletionStatus, SuccessStatus
from lms.tracking.scorm.status import Verdict


@dataclass(frozen=True)
class Judgement:
    """What came of one navigation request."""

    #: False when sequencing forbade it
    is_allowed: bool
    #: the item to play now, "" when there is none
    delivered: str
    #: True when the learner takes an attempt on it up again
    is_resumed: bool
    #: why the sequencing session ended ("exit_all", "suspend_all", "abandon_all", "end_of_content"), or ""
    ended: str
    verdict: Verdict
    #: whether the root's rollup says completed, apart from what we add to it
    is_completed: bool
    #: what the learner may do now, as the shell shows it
    outlook: dict[str, Any]
    #: the engine's own state, to be given back to it
    state: dict[str, Any]

    @classmethod
    def of(cls, answer: Mapping[str, Any], manifest: Manifest) -> Judgement:
        return cls(
            is_allowed=answer["isDone"],
            delivered=answer["delivered"],
            is_resumed=answer["resumed"],
            ended=answer["ended"],
            verdict=verdict_of_root(answer["root"], manifest),
            is_completed=answer["root"]["completion"] == CompletionStatus.COMPLETED,
            outlook=answer["outlook"],
            state=answer["state"],
        )


def verdict_of_root(root: Mapping[str, Any], manifest: Manifest) -> Verdict:
    """Return what the root activity's tracking information makes of the package.

    Completed, satisfied and the measure are taken as the engine rolled them up (SN 4.6), with two additions
    of ours (docs/decisions/0010): where no part counts towards completion, passing is completing; and where
    no part's score counts there is no score, though the engine tells 0.
    """
    success = {True: SuccessStatus.PASSED, False: SuccessStatus.FAILED, None: SuccessStatus.UNKNOWN}[
        root["satisfied"]
    ]
    completed = root["completion"] == CompletionStatus.COMPLETED
    if not completed and success == SuccessStatus.PASSED:
        completed = not any(_counts_towards_completion(item) for item in _leaves(manifest))
    score = root["measure"] if any(_score_counts(item) for item in _leaves(manifest)) else None
    return Verdict(CompletionStatus.COMPLETED if completed else CompletionStatus.INCOMPLETE, success, score)


def has_own_objective(item: ManifestItem) -> bool:
    """Tell whether the manifest gives a part a primary objective by name."""
    objectives = item.sequencing.get("objectives", ())
    return any(objective["primary"] and objective["objectiveID"] for objective in objectives)


def success_counts(item: ManifestItem) -> bool:
    """Tell whether a part counts towards the success of what it lies in (SN 4.2.6)."""
    rollup, delivery = item.sequencing.get("rollupRules", {}), item.sequencing.get("deliveryControls", {})
    return rollup.get("rollupObjectiveSatisfied", True) and delivery.get("tracked", True)


def _leaves(manifest: Manifest) -> Iterator[ManifestItem]:
    return (item for top in manifest.items for item in top.walk() if not item.children)


def _counts_towards_completion(item: ManifestItem) -> bool:
    rollup, delivery = item.sequencing.get("rollupRules", {}), item.sequencing.get("deliveryControls", {})
    return rollup.get("rollupProgressCompletion", True) and delivery.get("tracked", True)


def _score_counts(item: ManifestItem) -> bool:
    rollup, delivery = item.sequencing.get("rollupRules", {}), item.sequencing.get("deliveryControls", {})
    return rollup.get("objectiveMeasureWeight", 1.0) > 0 and delivery.get("tracked", True)
