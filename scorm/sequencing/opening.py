"""Opening a package, however its last session ended: nobody is locked out (docs/decisions/0010).

The standard knows Start and Resume All, which both refuse an activity that a closed tab left active. These
rules are this system's own, made of the standard's requests alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from scorm.sequencing.api import Answer, preview, process
from scorm.sequencing.enums import NavigationRequest
from scorm.sequencing.sco import ScoData
from scorm.sequencing.state import State
from scorm.sequencing.tree import ActivityTree


def open_session(
    tree: ActivityTree,
    state: State,
    *,
    sco: ScoData | None = None,
    seed: str = "",
    done: frozenset[str] = frozenset(),
) -> tuple[State, Answer]:
    """Take the learner up where they were, or start; deliver something wherever sequencing can.

    What was left active counts as suspended. Where an activity had ended, its Continue goes on. Where nothing
    flows, the first item that may be chosen is, those of `done` last.
    """
    for request in _ways_in(tree, state):
        state, answer = process(tree, state, request, sco=sco, seed=seed)
        if answer.delivered:
            return state, answer
    offered = preview(tree, state, seed=seed).validity.items
    leaves = [
        item.identifier
        for item in offered
        if not item.exception and tree.by_identifier[item.identifier].is_leaf
    ]
    for identifier in sorted(leaves, key=lambda leaf: leaf in done):
        chosen, answer = process(tree, state, NavigationRequest.CHOICE, target=identifier, seed=seed)
        if answer.delivered:
            return chosen, answer
    return state, answer


def _ways_in(tree: ActivityTree, state: State) -> Iterator[NavigationRequest]:
    current = tree.get(state["current"] or "")
    if current is not None and state["activities"].get(current.identifier, {}).get("active"):
        yield NavigationRequest.SUSPEND_ALL
        yield NavigationRequest.RESUME_ALL
    elif current is not None:
        yield NavigationRequest.CONTINUE
    elif state["suspended"] is not None:
        yield NavigationRequest.RESUME_ALL
    yield NavigationRequest.START
