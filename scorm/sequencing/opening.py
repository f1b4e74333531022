"""Opening of a package, however its last session ended: nobody is locked out (docs/decisions/0010).

The standard has Start and Resume All, which both refuse an activity that a closed tab left active. These
rules are this system's own, and use the standard's requests alone.
"""

from scorm.sequencing.answers import Answer, preview, process
from scorm.sequencing.model.enums import NavigationRequest
from scorm.sequencing.model.sco import ScoData
from scorm.sequencing.model.state import State
from scorm.sequencing.model.tree import ActivityTree


def open_session(
    tree: ActivityTree,
    state: State,
    *,
    sco: ScoData | None = None,
    seed: str = "",
    done: frozenset[str] = frozenset(),
) -> tuple[State, Answer]:
    """Resume the learner's session, or start one; deliver an item wherever sequencing can.

    An activity that was left active counts as suspended. After one that had ended, Continue is requested.
    Where flow delivers nothing, the first item that may be chosen is chosen, those of `done` last.
    """
    if is_active(state):
        state, _ = process(tree, state, NavigationRequest.SUSPEND_ALL, sco=sco, seed=seed)
    opened, answer = process(tree, state, _opening_request(state), seed=seed)
    if answer.delivered:
        return opened, answer
    # A request that delivered nothing is discarded: a Continue off the end ends no session here.
    for identifier in sorted(_choosable_leaves(tree, state, seed), key=lambda leaf: leaf in done):
        chosen, choice_answer = process(tree, state, NavigationRequest.CHOICE, target=identifier, seed=seed)
        if choice_answer.delivered:
            return chosen, choice_answer
    return opened, answer


def is_active(state: State) -> bool:
    """Return whether the current activity's attempt is open: it plays, or its tab was closed."""
    return bool(state["activities"].get(state["current"] or "", {}).get("active"))


def _opening_request(state: State) -> NavigationRequest:
    if state["current"] is not None:
        return NavigationRequest.CONTINUE
    return NavigationRequest.START if state["suspended"] is None else NavigationRequest.RESUME_ALL


def _choosable_leaves(tree: ActivityTree, state: State, seed: str) -> list[str]:
    items = preview(tree, state, seed=seed).validity.items
    return [
        item.identifier
        for item in items
        if not item.exception and tree.by_identifier[item.identifier].is_leaf
    ]
