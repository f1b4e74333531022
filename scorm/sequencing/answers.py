"""Sequencing as pure functions: (tree, state, request, what content has set) → (state, answer).

tree = build_tree(items, sequencing)
state, answer = process(tree, new_state(), NavigationRequest.START)
answer.delivered                                             # the item to play
state, answer = process(tree, state, NavigationRequest.CONTINUE, sco=ScoData.from_cmi(cmi))
preview(tree, state, sco=ScoData.from_cmi(cmi)).validity     # what may be requested while it plays
"""

from dataclasses import dataclass

from scorm.sequencing.model.enums import EndReason, NavigationRequest
from scorm.sequencing.model.sco import ObjectiveData, ScoData
from scorm.sequencing.model.state import ITEMS, State
from scorm.sequencing.model.tree import Activity, ActivityTree
from scorm.sequencing.overall import OverallResult, process_request
from scorm.sequencing.processes.delivery import deliver
from scorm.sequencing.processes.session import Session
from scorm.sequencing.validity import Validity, ended_session, validity_of


@dataclass(frozen=True)
class Rollup:
    """The tracking data of the root activity, None where unknown."""

    completed: bool | None
    satisfied: bool | None
    measure: float | None
    progress: float | None


@dataclass(frozen=True)
class Answer:
    """The answer to a request."""

    #: the identifier of the item to play now, "" for none
    delivered: str
    is_resumed: bool
    ended: EndReason | None
    #: the exception code of the process that refused the request, "" for none
    exception: str
    #: whether a rule's request replaced the navigation request
    is_replaced: bool
    #: whether the previous activity has been terminated
    is_terminated: bool
    rollup: Rollup
    validity: Validity


def process(
    tree: ActivityTree,
    state: State,
    request: NavigationRequest,
    *,
    target: str = "",
    sco: ScoData | None = None,
    seed: str = "",
) -> tuple[State, Answer]:
    """Process a navigation request; return the state after it and the answer.

    `sco` is what the content of the current activity has set in its session, None where it set nothing.
    Selections and random orders follow from `seed`, which stays the same throughout an attempt.
    """
    session = Session.load(tree, state, seed, sco)
    outcome = process_request(session, request, target)
    if outcome.is_terminated or outcome.delivered is not None:
        session.sco = None
    return session.to_json(), _answer(session, session, outcome)


def deliver_item(
    tree: ActivityTree, state: State, identifier: str, *, seed: str = ""
) -> tuple[State, Answer]:
    """Make an item the current activity whatever its rules are [DB.2]; the previous one is suspended.

    For an item that plays already, delivered by another engine. It is a leaf of the tree.
    """
    current = state["activities"].get(state["current"] or "", {})
    if current.get("active"):
        left = ScoData(exit="suspend")
        state, _ = process(tree, state, NavigationRequest.EXIT, sco=left, seed=seed)
    session = Session.load(tree, state, seed)
    activity = tree.by_identifier[identifier]
    is_resumed = activity is session.suspended
    deliver(session, activity)
    return session.to_json(), _answer(
        session, session, OverallResult(delivered=activity, is_resumed=is_resumed)
    )


def preview(tree: ActivityTree, state: State, *, sco: ScoData | None = None, seed: str = "") -> Answer:
    """Return the answer if the current activity ended now. The state is unchanged."""
    session = Session.load(tree, state, seed, sco)
    ended, _ = ended_session(session)
    return _answer(session, ended, OverallResult())


def objectives_of(tree: ActivityTree, state: State, identifier: str) -> tuple[ObjectiveData, ...]:
    """Return the initial cmi.objectives of an item (RTE 4.2.17): its objectives that have an identifier.

    Their items are the known values, read through the maps to global objectives, tracked or not.
    """
    session = Session.load(tree, state)
    activity = tree.by_identifier[identifier]
    return tuple(
        ObjectiveData(objective.identifier, _known_items(session, activity, number))
        for number, objective in enumerate(activity.definition.objectives)
        if objective.identifier
    )


def _known_items(session: Session, activity: Activity, number: int) -> dict[str, float | bool | None]:
    values: dict[str, float | bool | None] = {
        item: session.read_mapped(activity, number, item) for item in ITEMS
    }
    if activity.definition.objectives[number].satisfied_by_measure:
        values["satisfied"] = session.satisfied_by_measure(activity, number, values["measure"])
    return {item: value for item, value in values.items() if value is not None}


def _answer(session: Session, rolled_up: Session, outcome: OverallResult) -> Answer:
    root = session.tree.root
    return Answer(
        outcome.delivered.identifier if outcome.delivered else "",
        outcome.is_resumed,
        outcome.ended,
        outcome.exception,
        outcome.is_replaced,
        outcome.is_terminated,
        Rollup(
            rolled_up.completed(root),
            rolled_up.satisfied(root),
            rolled_up.measure(root),
            rolled_up.read(root, 0, "progress"),
        ),
        validity_of(session),
    )
