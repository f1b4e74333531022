"""Validity of navigation requests (SN 5.6.5): for the buttons, the table of contents and content.

Requests are evaluated as if the current activity ended now, with the data that content has set so far.
Choices are evaluated for the whole tree in one pass from the root (`ChoiceValidity`), not by one run of the
processes each.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from scorm.sequencing.model.enums import (
    Direction,
    Edition,
    NavigationRequest,
    SequencingRequest,
    TerminationRequest,
)
from scorm.sequencing.model.tree import Activity
from scorm.sequencing.overall import apply_current_sco
from scorm.sequencing.processes.choice import (
    choice_exit_exception,
    choice_flow,
    choice_mode_exception,
    constrained_activity,
    own_hidden_exception,
    prevents_activation,
    traversal_exception,
)
from scorm.sequencing.processes.delivery import delivery_exception
from scorm.sequencing.processes.ending import is_closed
from scorm.sequencing.processes.flow import Flow, flow, flow_activity_traversal, flow_tree_traversal
from scorm.sequencing.processes.navigation import choice_exit_exception as navigation_exception
from scorm.sequencing.processes.navigation import process_navigation_request
from scorm.sequencing.processes.requests import process_sequencing_request
from scorm.sequencing.processes.selection import draw_children
from scorm.sequencing.processes.session import Session
from scorm.sequencing.processes.termination import TerminationResult, process_termination_request


class ItemState(StrEnum):
    """The state of an item in a table of contents."""

    OPEN = "open"
    LOCKED = "locked"
    #: not to be shown: isvisible="false", not selected, or hidden from choice
    HIDDEN = "hidden"


@dataclass(frozen=True)
class ItemValidity:
    """The validity of a choice of an item, with the exception of an invalid one."""

    identifier: str
    state: ItemState
    #: the exception of the process that refuses the choice, "" where it is valid
    exception: str = ""
    #: whether content may jump to it (4th edition)
    allows_jump: bool = False


@dataclass(frozen=True)
class Validity:
    """The requests that would be carried out now."""

    allows_continue: bool = False
    #: whether Continue would end the sequencing session
    continue_ends: bool = False
    allows_previous: bool = False
    hides: tuple[str, ...] = ()
    #: every item but the root, as the table of contents lists them: in the order that was drawn
    items: tuple[ItemValidity, ...] = field(default=())


def validity_of(session: Session) -> Validity:
    """Return the validity of all requests; change nothing."""
    ended, terminated = ended_session(session)
    continues, ends = _move(session, ended, terminated, NavigationRequest.CONTINUE)
    goes_back, _ = _move(session, ended, terminated, NavigationRequest.PREVIOUS)
    draw_children(ended)
    return Validity(
        continues, ends, goes_back, _hidden_controls(session), tuple(ChoiceValidity(session, ended).items())
    )


def ended_session(session: Session) -> tuple[Session, TerminationResult]:
    """Return a copy in which the current activity has ended, and the result of its termination."""
    ended = session.copy()
    if ended.current is None or not ended.is_active(ended.current):
        return ended, TerminationResult()
    apply_current_sco(ended)
    return ended, process_termination_request(ended, TerminationRequest.EXIT)


def _move(
    session: Session, ended: Session, terminated: TerminationResult, request: NavigationRequest
) -> tuple[bool, bool]:
    """Return whether Continue or Previous is valid, and whether it ends the session."""
    navigation = process_navigation_request(session, request)
    if navigation.exception or navigation.sequencing is None or terminated.exception:
        return False, False
    pending = terminated.sequencing_request or navigation.sequencing
    if pending in (SequencingRequest.CONTINUE, SequencingRequest.PREVIOUS) and ended.current is not None:
        # Flow changes nothing but at the end of the tree, so that no copy is needed.
        return _flow_validity(ended, ended.current, pending)
    tried = ended.copy()
    result = process_sequencing_request(tried, pending)
    if result.ends_session or result.delivery is None:
        return result.ends_session, result.ends_session
    return not delivery_exception(tried, result.delivery), False


def _flow_validity(ended: Session, current: Activity, request: SequencingRequest) -> tuple[bool, bool]:
    if current.parent is not None and not current.parent.definition.control_mode.flow:
        return False, False
    draw_children(ended)
    direction = Direction.FORWARD if request == SequencingRequest.CONTINUE else Direction.BACKWARD
    result = flow(ended, current, direction, considers_children=False)
    if result.is_deliverable:
        return not delivery_exception(ended, result.activity), False
    return result.ends_session, result.ends_session


def _hidden_controls(session: Session) -> tuple[str, ...]:
    """Return the controls hidden by hideLMSUI of the current activity and of the root (SN 5.6.5)."""
    current = session.current or session.tree.root
    hidden = (*session.tree.root.definition.hide_lms_ui, *current.definition.hide_lms_ui)
    return tuple(dict.fromkeys(hidden))


def in_drawn_order(session: Session) -> Sequence[Activity]:
    """Return all activities in preorder, those that were not selected after their siblings."""
    if not session.tree.drawn:
        return session.tree.activities
    ordered: list[Activity] = []
    waiting = [session.tree.root]
    while waiting:
        activity = waiting.pop()
        ordered.append(activity)
        available = session.available_children(activity)
        waiting.extend(reversed((*available, *(c for c in activity.children if c not in available))))
    return ordered


class ChoiceValidity:
    """The validity of a choice of every activity, in one pass in document order.

    NB.2.1 is evaluated in the session before the current activity ends (`before`); SB.2.9 and DB.1.1 in the
    one after (`session`). Each rule is evaluated once for an activity, each exit once for an ancestor.
    """

    def __init__(self, before: Session, session: Session) -> None:
        self.before = before
        self.session = session
        self.current = session.current
        count = len(session.tree.activities)
        #: per activity, the exception and the closed state of its path from the root
        self.hidden = [""] * count
        self.closed = [False] * count
        #: per activity, the exception of a traversal down past it, from the common ancestor
        self.forward = [""] * count
        #: per activity, whether a cluster below the common ancestor prevents activation
        self.prevented = [False] * count
        self._entered: dict[int, Flow] = {}
        self._siblings = self._sibling_exceptions()
        self._leaving: dict[int, tuple[str, Activity | None]] = {}
        self._neighbours: dict[tuple[int, Direction], Activity] = {}
        self._navigation: dict[int, str] = {}
        self._on_path = {a.number for a in self.current.path_to_root()} if self.current else {0}

    def items(self) -> Iterator[ItemValidity]:
        """Yield every item but the root, each cluster before its descendants, in the order that was drawn."""
        for activity in in_drawn_order(self.session):
            self._evaluate_path(activity)
            if not activity.is_root:
                yield self._item(activity)

    def _item(self, activity: Activity) -> ItemValidity:
        exception = self.exception(activity)
        is_hidden = not activity.is_visible or bool(self.hidden[activity.number])
        state = ItemState.LOCKED if exception else ItemState.OPEN
        is_jump = self.session.tree.edition == Edition.FOURTH and self.before.current is not None
        return ItemValidity(
            activity.identifier,
            ItemState.HIDDEN if is_hidden else state,
            exception,
            is_jump
            and activity.is_leaf
            and self.session.is_available(activity)
            and not self.closed[activity.number],
        )

    def _evaluate_path(self, activity: Activity) -> None:
        """Store the results of the path to an activity; those of its parent are stored before."""
        number, parent = activity.number, activity.parent
        above = 0 if parent is None else parent.number
        self.hidden[number] = self.hidden[above] or own_hidden_exception(self.session, activity)
        self.closed[number] = self.closed[above] or is_closed(self.session, activity)
        if not activity.children:
            return
        stops = traversal_exception(self.session, (activity,), Direction.FORWARD)
        if number in self._on_path:
            # A common ancestor: the traversal down begins here.
            self.forward[number] = stops
        else:
            prevents = prevents_activation(self.session, activity)
            self.forward[number] = self.forward[above] or stops or ("SB.2.9-6" if prevents else "")
            self.prevented[number] = self.prevented[above] or prevents

    def exception(self, target: Activity) -> str:
        """Return the exception of a choice of a target, "" where an activity would be delivered."""
        return (
            self._navigation_exception(target)
            or self.hidden[target.number]
            or choice_mode_exception(target)
            or self._path_exception(target)
            or self._delivery_exception(target)
        )

    def _navigation_exception(self, target: Activity) -> str:
        if target.parent is not None and not target.parent.definition.control_mode.choice:
            return "NB.2.1-10"
        current = self.before.current
        if current is None:
            return ""
        if current.is_sibling_of(target):
            return navigation_exception(self.before, target)
        common = self.session.tree.common_ancestor(target, current)
        if common.number not in self._navigation:
            self._navigation[common.number] = navigation_exception(self.before, target)
        return self._navigation[common.number]

    def _path_exception(self, target: Activity) -> str:
        current = self.current
        if current is target:
            return ""
        if current is not None and current.is_sibling_of(target):
            return self._siblings[target.number]
        common = self._common_ancestor(target)
        if current is not None and current is not common:
            if exception := self._leaving_exception(current, common, target):
                return exception
            if target is common:
                return ""
            if target.number < current.number:
                is_prevented = self._is_prevented(target)
                return "SB.2.9-6" if is_prevented else ""
        return self.forward[target.parent.number] if target.parent else ""

    def _common_ancestor(self, target: Activity) -> Activity:
        """Return the deepest activity on the current path that contains the target."""
        return next(a for a in target.path_to_root() if a.number in self._on_path)

    def _is_prevented(self, target: Activity) -> bool:
        above = self.prevented[target.parent.number] if target.parent else False
        return above or prevents_activation(self.session, target)

    def _leaving_exception(self, current: Activity, common: Activity, target: Activity) -> str:
        """Return the exception of the clusters that would be left; evaluated once for each ancestor."""
        if common.number not in self._leaving:
            self._leaving[common.number] = (
                choice_exit_exception(current, common),
                constrained_activity(current, common),
            )
        exception, constrained = self._leaving[common.number]
        if exception or constrained is None or target is common:
            return exception
        direction = Direction.FORWARD if target.number > constrained.number else Direction.BACKWARD
        key = (constrained.number, direction)
        if key not in self._neighbours:
            self._neighbours[key] = choice_flow(self.session, constrained, direction)
        return "" if self._neighbours[key].contains(target) or target is constrained else "SB.2.9-8"

    def _sibling_exceptions(self) -> dict[int, str]:
        """Return the exception of SB.2.9, step 8 for every sibling of the current activity."""
        current = self.current
        if current is None or current.parent is None:
            return {}
        siblings = self.session.available_children(current.parent)
        if current not in siblings:
            return {sibling.number: "SB.2.9-5" for sibling in current.parent.children}
        here = siblings.index(current)
        exceptions = {sibling.number: "SB.2.9-5" for sibling in current.parent.children}
        for direction, siblings_in_order in (
            (Direction.FORWARD, siblings[here + 1 :]),
            (Direction.BACKWARD, siblings[:here][::-1]),
        ):
            exception = traversal_exception(self.session, (current,), direction)
            for sibling in siblings_in_order:
                exceptions[sibling.number] = exception
                exception = exception or traversal_exception(self.session, (sibling,), direction)
        return exceptions

    def _delivery_exception(self, target: Activity) -> str:
        if target.is_leaf:
            return "DB.1.1-3" if self.closed[target.number] else ""
        result = self._flow_into(target)
        if not result.is_deliverable:
            return "SB.2.9-9"
        return delivery_exception(self.session, result.activity)

    def _flow_into(self, cluster: Activity) -> Flow:
        """Return the flow into a cluster; a flow that several clusters share is evaluated once."""
        step = flow_tree_traversal(self.session, cluster, Direction.FORWARD, considers_children=True)
        if step.activity is None:
            return Flow(cluster, exception=step.exception, ends_session=step.ends_session)
        number = step.activity.number
        if number not in self._entered:
            self._entered[number] = flow_activity_traversal(self.session, step.activity, Direction.FORWARD)
        return self._entered[number]
