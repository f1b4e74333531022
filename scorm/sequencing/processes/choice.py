"""Choice: [SB.2.4], [SB.2.9], [SB.2.9.1] and [SB.2.9.2]. Nothing here changes a session."""

from collections.abc import Iterable
from dataclasses import dataclass

from scorm.sequencing.model.enums import Direction, RuleAction
from scorm.sequencing.model.tree import Activity
from scorm.sequencing.processes.conditions import precondition_applies
from scorm.sequencing.processes.flow import flow
from scorm.sequencing.processes.session import Session


@dataclass(frozen=True)
class Choice:
    """The activity that a choice would deliver, or the exception that refuses it."""

    delivery: Activity | None = None
    exception: str = ""


def choose(session: Session, target: Activity | None) -> Choice:
    """Choice Sequencing Request Process [SB.2.9], without step 14 for a cluster that delivers nothing.

    With the exception SB.2.9-9 the cluster was reached: the caller makes it the current activity.
    """
    if target is None:
        return Choice(exception="SB.2.9-1")
    exception = (
        hidden_exception(session, target) or choice_mode_exception(target) or _path_exception(session, target)
    )
    if exception:
        return Choice(exception=exception)
    if target.is_leaf:
        return Choice(target)
    reached = flow(session, target, Direction.FORWARD, considers_children=True)
    return Choice(reached.activity) if reached.is_deliverable else Choice(exception="SB.2.9-9")


def hidden_exception(session: Session, target: Activity) -> str:
    """Return the exception of a hidden target (steps 2, 3): not selected, or its path hidden from choice."""
    for activity in target.path_from_root():
        if exception := own_hidden_exception(session, activity):
            return exception
    return ""


def own_hidden_exception(session: Session, activity: Activity) -> str:
    """Return the exception where one activity of a path hides its descendants (3.1 to 3.3)."""
    if not session.is_available(activity):
        return "SB.2.9-2"
    return "SB.2.9-3" if precondition_applies(session, activity, RuleAction.HIDDEN_FROM_CHOICE) else ""


def choice_mode_exception(target: Activity) -> str:
    """Return SB.2.9-4 where the parent has no choice (step 4)."""
    return "SB.2.9-4" if target.parent and not target.parent.definition.control_mode.choice else ""


def _path_exception(session: Session, target: Activity) -> str:
    """Return the exception of a target that cannot be reached from the current activity (steps 5 to 11)."""
    current = session.current
    if current is target:
        return ""
    if current is not None and current.is_sibling_of(target):
        return _sibling_exception(session, current, target)
    common = session.tree.root if current is None else session.tree.common_ancestor(current, target)
    if current is None or current is common:
        return _forward_exception(session, common, target)
    if target is common:
        return choice_exit_exception(current, common)
    return leaving_exception(session, current, common, target) or _entering_exception(
        session, current, common, target
    )


def _sibling_exception(session: Session, current: Activity, target: Activity) -> str:
    """Case 2 (step 8): traverse from the current activity to the target, without the target itself."""
    siblings = session.available_children(current.parent) if current.parent else ()
    if current not in siblings:
        return "SB.2.9-5"
    here, there = siblings.index(current), siblings.index(target)
    if there > here:
        return traversal_exception(session, siblings[here:there], Direction.FORWARD)
    return traversal_exception(session, siblings[there + 1 : here + 1][::-1], Direction.BACKWARD)


def traversal_exception(session: Session, activities: Iterable[Activity], direction: Direction) -> str:
    """Choice Activity Traversal Subprocess [SB.2.4] for each activity: return the first exception."""
    for activity in activities:
        if direction == Direction.FORWARD:
            if precondition_applies(session, activity, RuleAction.STOP_FORWARD_TRAVERSAL):
                return "SB.2.4-1"
        elif activity.parent is None:
            return "SB.2.4-3"
        elif activity.parent.definition.control_mode.forward_only:
            return "SB.2.4-2"
    return ""


def _forward_exception(session: Session, common: Activity, target: Activity) -> str:
    """Cases 3 and 5 forward (9.3, 11.8): traverse down from the common ancestor, without the target."""
    for activity in path_down(common, target):
        if exception := traversal_exception(session, (activity,), Direction.FORWARD):
            return exception
        if activity is not common and prevents_activation(session, activity):
            return "SB.2.9-6"
    return ""


def _entering_exception(session: Session, current: Activity, common: Activity, target: Activity) -> str:
    """Case 5 (11.6 to 11.9): backwards no traversal is checked, and the target counts among the activated."""
    if target.number > current.number:
        return _forward_exception(session, common, target)
    entered = (*path_down(common, target)[1:], target)
    return "SB.2.9-6" if any(prevents_activation(session, activity) for activity in entered) else ""


def prevents_activation(session: Session, activity: Activity) -> bool:
    """Return whether no choice may begin an attempt in a cluster (SN 3.3); False for a leaf."""
    return (
        activity.definition.prevents_activation
        and not session.is_active(activity)
        and bool(activity.children)
    )


def path_down(common: Activity, target: Activity) -> list[Activity]:
    """Return the path from an ancestor to the target, without the target."""
    return [activity for activity in target.path_from_root() if activity.depth >= common.depth][:-1]


def path_up(current: Activity, common: Activity) -> list[Activity]:
    """Return the clusters that are left: from the current activity up to the common ancestor, without it.

    The controls of exiting apply to clusters alone; a leaf has been terminated before, and while it is active
    NB.2.1 checks it.
    """
    return [a for a in current.path_to_root() if a.depth > common.depth and a.children]


def choice_exit_exception(current: Activity, common: Activity) -> str:
    """Case 4 (10.3, 11.4.1): return SB.2.9-7 where a cluster that would be left has no choice exit."""
    left = path_up(current, common)
    return "" if all(a.definition.control_mode.choice_exit for a in left) else "SB.2.9-7"


def leaving_exception(session: Session, current: Activity, common: Activity, target: Activity) -> str:
    """Case 5 (11.4, 11.5): return the exception of the clusters that may not be left."""
    if exception := choice_exit_exception(current, common):
        return exception
    constrained = constrained_activity(current, common)
    if constrained is None:
        return ""
    direction = Direction.FORWARD if target.number > constrained.number else Direction.BACKWARD
    considered = choice_flow(session, constrained, direction)
    return "" if considered.contains(target) or target is constrained else "SB.2.9-8"


def constrained_activity(current: Activity, common: Activity) -> Activity | None:
    """Return the cluster closest to the current activity that constrains choice, of those that are left."""
    return next((a for a in path_up(current, common) if a.definition.constrains_choice), None)


def choice_flow(session: Session, activity: Activity, direction: Direction) -> Activity:
    """Choice Flow Subprocess [SB.2.9.1]: return the activity next to one, or itself at the end."""
    return choice_flow_tree_traversal(session, activity, direction) or activity


def choice_flow_tree_traversal(session: Session, activity: Activity, direction: Direction) -> Activity | None:
    """Choice Flow Tree Traversal Subprocess [SB.2.9.2]: return the next activity, None beyond the ends."""
    while activity.parent is not None:
        siblings = session.available_children(activity.parent)
        place = siblings.index(activity) + (1 if direction == Direction.FORWARD else -1)
        if 0 <= place < len(siblings):
            return siblings[place]
        activity = activity.parent
    return None
