"""Requests to the sequencing engine, and the stored state that they start from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lms.attempts.api import NavigationRefused
from lms.runtimes.scorm.sequencing.answers import EngineAnswer, content_requests
from scorm.api import (
    CONTENT_REQUESTS,
    TARGETED_REQUESTS,
    ItemKind,
    Manifest,
    ManifestItem,
    NavigationRequest,
    ScoData,
    State,
    deliver_item,
    is_current_format,
    new_state,
    open_session,
    preview,
    process,
)

#: a new launch, as the journal of navigations has it
REOPEN = "reopen"

#: the items of a global objective in `NavigationEntry.initial_globals` of the engine before 0022
_ITEMS_BEFORE = {
    "satisfiedStatus": "satisfied",
    "normalizedMeasure": "measure",
    "rawScore": "raw",
    "minScore": "min",
    "maxScore": "max",
    "progressMeasure": "progress",
    "completionStatus": "completed",
}


@dataclass(frozen=True)
class Engine:
    """The sequencing of one package, with the seed of its package attempt.

    Selections and random orders follow from `seed` alone, which is the same throughout a package attempt.
    """

    manifest: Manifest
    seed: str

    def request(self, state: State, request: str, target: str = "", *, sco: ScoData | None) -> EngineAnswer:
        """Return the answer to a navigation request; change nothing.

        `sco` is the data that the content of the current item has set, None where it set nothing.
        """
        after, answer = process(
            self.manifest.activity_tree,
            state,
            NavigationRequest(request),
            target=target,
            sco=sco,
            seed=self.seed,
        )
        is_allowed = not answer.exception and not (answer.is_replaced and target)
        return EngineAnswer.of(answer, after, self.manifest, is_allowed=is_allowed)

    def deliver(self, state: State, identifier: str) -> EngineAnswer:
        """Return the answer with an item delivered that plays already, whatever its rules are."""
        after, answer = deliver_item(self.manifest.activity_tree, state, identifier, seed=self.seed)
        return EngineAnswer.of(answer, after, self.manifest)

    def preview(self, state: State, *, sco: ScoData | None) -> EngineAnswer:
        """Return the answer if the current item ended now."""
        answer = preview(self.manifest.activity_tree, state, sco=sco, seed=self.seed)
        return EngineAnswer.of(answer, state, self.manifest)

    def content_requests(self, state: State, *, sco: ScoData | None) -> dict[str, Any]:
        """Return the values of adl.nav.request_valid with the data that content has set."""
        answer = preview(self.manifest.activity_tree, state, sco=sco, seed=self.seed)
        return content_requests(answer.validity)

    def open(self, state: State, *, sco: ScoData | None, done: frozenset[str]) -> EngineAnswer:
        """Return the answer to a new launch; where only choice can deliver, with none of `done`."""
        after, answer = open_session(self.manifest.activity_tree, state, sco=sco, seed=self.seed, done=done)
        return EngineAnswer.of(answer, after, self.manifest)


def stored_state(stored: Mapping[str, Any] | None, initial_globals: Mapping[str, Any]) -> State:
    """Return the stored state, or the one before the first request with the initial global objectives."""
    if is_current_format(stored):
        return stored
    return new_state({target: _items(entry) for target, entry in initial_globals.items()})


def stored_objective(stored: Mapping[str, Any] | None, item: str) -> Mapping[str, Any]:
    """Return the primary objective and completion of an item in a stored state, {} where unknown."""
    if not is_current_format(stored):
        return {}
    activity = stored["activities"].get(item, {})
    items: Mapping[str, Any] = activity.get("objectives", {}).get("", {})
    return items


def is_of_earlier_engine(stored: Mapping[str, Any] | None) -> bool:
    """Return whether a stored state is of the engine before 0022, which this code does not read."""
    return stored is not None and not is_current_format(stored)


def written_request(request: str, target: str) -> str:
    """Return a request as adl.nav.request holds it (SN 5.6.4).

    Raises NavigationRefused for an invalid one.
    """
    if request not in CONTENT_REQUESTS or bool(target) != (request in TARGETED_REQUESTS):
        raise NavigationRefused
    return f"{{target={target}}}{request}" if target else request


def allows_request(manifest: Manifest, request: str) -> bool:
    """Return whether a package's edition has the request: before the 4th there was no jump (SN 5.6).

    A jump bypasses choice and hidden parts, and the request does not show whether content made it.
    """
    return request != "jump" or "4th" in manifest.schema_version


def is_asset(item: ManifestItem) -> bool:
    """Return whether an item has no run-time: opening it completes it."""
    return item.kind == ItemKind.ASSET


def _items(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return the items of a global objective, also where the engine before 0022 stored it."""
    if not entry.keys() & _ITEMS_BEFORE.keys():
        return dict(entry)
    items = {_ITEMS_BEFORE[name]: value for name, value in entry.items() if name in _ITEMS_BEFORE}
    if "completed" in items:
        items["completed"] = items["completed"] == "completed"
    return items
