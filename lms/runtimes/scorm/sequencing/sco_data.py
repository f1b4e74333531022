"""The data that the content of an item has set, as sequencing reads it."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from scorm.api import (
    EXIT_INTERRUPTED,
    EXIT_NORMAL,
    CompletionStatus,
    PartState,
    ScoData,
    ScoOutcome,
    SuccessStatus,
    flatten_cmi,
    nest_elements,
)

#: the elements that sequencing reads (SN 4.1), without "cmi."
SEQUENCED_ELEMENTS = re.compile(
    r"(objectives\.\d+\.)?(completion_status|success_status|progress_measure|score\.(scaled|raw|min|max))"
)
UNKNOWN = "unknown"
#: the items of the outcome that is recorded of an item
_OUTCOME = frozenset({"completed", "satisfied", "measure"})
#: how a session ended, as cmi.exit; an interrupted one is suspended
_EXITS = {EXIT_INTERRUPTED: "suspend", EXIT_NORMAL: ""}


def sco_data(cmi: Mapping[str, Any], set_elements: Collection[str], stored_exit: str) -> ScoData:
    """Return the data that content has set: of a stored `cmi` the elements in `set_elements` alone.

    A full-state commit has "unknown" also where nothing was set, and sends objectives back as they were
    given to the content. `stored_exit` is `ScoState.exit`.
    """
    flat = {
        path: value
        for path, value in flatten_cmi(cmi)
        if path in set_elements or (path.startswith("objectives.") and path.endswith(".id"))
    }
    return ScoData.from_cmi(nest_elements(flat), _EXITS.get(stored_exit, stored_exit))


def with_outcome(data: ScoData, outcome: ScoOutcome) -> ScoData:
    """Return `data` with the item's outcome replaced by the recorded one.

    Other items stay as content has set them: "unknown" too, and its progress and raw score.
    """
    items = {name: value for name, value in data.items.items() if value is None or name not in _OUTCOME}
    items["completed"] = outcome.completion == CompletionStatus.COMPLETED
    if outcome.success != SuccessStatus.UNKNOWN:
        items["satisfied"] = outcome.success == SuccessStatus.PASSED
    if outcome.score_scaled is not None:
        items["measure"] = outcome.score_scaled
    return replace(data, items=items)


def known_set_elements(state: PartState) -> Collection[str]:
    """Return the elements that content has set since the part was delivered, of those sequencing reads."""
    return elements_assumed_set(state.cmi) if state.set_elements is None else state.set_elements


def elements_assumed_set(cmi: Mapping[str, Any]) -> list[str]:
    """Return the elements taken as set for a commit without that list: all with a known value."""
    return sequenced_elements(path for path, value in flatten_cmi(cmi) if value != UNKNOWN)


def sequenced_elements(paths: Iterable[str]) -> list[str]:
    """Return those of `paths` that sequencing reads, sorted."""
    return sorted(path for path in paths if SEQUENCED_ELEMENTS.fullmatch(path))
