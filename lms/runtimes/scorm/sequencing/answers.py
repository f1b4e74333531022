"""Answers of the sequencing engine, in the terms of this system."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scorm.api import (
    ActivityTree,
    Answer,
    CompletionStatus,
    ItemState,
    ItemValidity,
    Manifest,
    ManifestItem,
    Rollup,
    ScoOutcome,
    State,
    SuccessStatus,
    Validity,
)

#: the exception of a choice of what was not selected: it is not among the contents at all (SR.1)
_NOT_AVAILABLE = "SB.2.9-2"


@dataclass(frozen=True)
class EngineAnswer:
    """The engine's answer to one request."""

    #: False when sequencing refused it, or a rule's request took the place of a choice
    is_allowed: bool
    #: the item to play now, "" when there is none
    delivered: str
    #: True when a suspended attempt on it is resumed
    is_resumed: bool
    #: why the sequencing session ended ("exit_all", "suspend_all", "abandon_all", "end_of_content"), or ""
    ended: str
    outcome: ScoOutcome
    #: whether the root's rollup is completed, apart from the additions in `root_outcome`
    is_completed: bool
    #: the requests that are valid now, as the shell shows them
    navigation: dict[str, Any]
    #: the state after it, to be stored
    state: State

    @classmethod
    def of(cls, answer: Answer, state: State, manifest: Manifest, *, is_allowed: bool = True) -> EngineAnswer:
        return cls(
            is_allowed=is_allowed,
            delivered=answer.delivered,
            is_resumed=answer.is_resumed,
            ended=answer.ended or "",
            outcome=root_outcome(answer.rollup, manifest),
            is_completed=answer.rollup.completed is True,
            navigation=navigation_of(answer.validity, state, manifest.activity_tree),
            state=state,
        )


def navigation_of(validity: Validity, state: State, tree: ActivityTree) -> dict[str, Any]:
    """Return the requests that are valid, as plain data: for the buttons and the table of contents.

    `parts` are the items in the order that was drawn, without those that were not selected.
    """
    return {
        "continue": validity.allows_continue,
        "ends": validity.continue_ends,
        "previous": validity.allows_previous,
        "hide": list(validity.hides),
        "parts": [_part(item, state, tree) for item in validity.items if item.exception != _NOT_AVAILABLE],
    }


def content_requests(validity: Validity) -> dict[str, Any]:
    """Return the values of adl.nav.request_valid (SN 5.6.4); choices and jumps by target."""
    return {
        "continue": validity.allows_continue,
        "previous": validity.allows_previous,
        "choice": [item.identifier for item in validity.items if not item.exception],
        "jump": [item.identifier for item in validity.items if item.allows_jump],
    }


def _part(item: ItemValidity, state: State, tree: ActivityTree) -> dict[str, Any]:
    activity = tree.by_identifier[item.identifier]
    limit = activity.definition.attempt_limit
    attempts = state["activities"].get(item.identifier, {}).get("attempts", 0)
    part: dict[str, Any] = {
        "id": item.identifier,
        "open": not item.exception,
        "spent": bool(item.exception) and limit is not None and attempts >= limit,
        "hidden": activity.is_visible and item.state == ItemState.HIDDEN,
    }
    return part | {"folder": True} if activity.children else part


def root_outcome(rollup: Rollup, manifest: Manifest) -> ScoOutcome:
    """Return the package's outcome by the root activity's tracking information.

    Completed, satisfied and the measure are taken as they were rolled up (SN 4.6), with two additions of
    this system's own (docs/decisions/0010): where no item counts towards completion, passing is completing;
    and where no item's score counts there is no score.
    """
    success = {True: SuccessStatus.PASSED, False: SuccessStatus.FAILED, None: SuccessStatus.UNKNOWN}[
        rollup.satisfied
    ]
    completed = rollup.completed is True
    if not completed and success == SuccessStatus.PASSED:
        completed = not any(_is_rolled_up(item, "rollupProgressCompletion") for item in _leaves(manifest))
    score = (
        rollup.measure
        if any(_is_rolled_up(item, "objectiveMeasureWeight") for item in _leaves(manifest))
        else None
    )
    return ScoOutcome(
        CompletionStatus.COMPLETED if completed else CompletionStatus.INCOMPLETE, success, score
    )


def has_own_objective(item: ManifestItem) -> bool:
    """Return whether the manifest gives an item a primary objective by name."""
    objectives = item.sequencing.get("objectives", ())
    return any(objective["primary"] and objective["objectiveID"] for objective in objectives)


def success_counts(item: ManifestItem) -> bool:
    """Return whether an item counts towards the success of its parent (SN 4.2.6)."""
    return _is_rolled_up(item, "rollupObjectiveSatisfied")


def _leaves(manifest: Manifest) -> Iterator[ManifestItem]:
    return (item for top in manifest.items for item in top.subtree() if not item.children)


def _is_rolled_up(item: ManifestItem, rule: str) -> bool:
    """Return whether an item is tracked, and a flag or weight of its rollup lets it count."""
    rollup, delivery = item.sequencing.get("rollupRules", {}), item.sequencing.get("deliveryControls", {})
    return rollup.get(rule, 1.0) > 0 and delivery.get("tracked", True)
