"""Flow: [SB.2.1] to [SB.2.3]. Nothing here changes a session.

The recursions of the pseudo-code are loops here, so that thousands of skipped activities need no deep stack.
"""

from dataclasses import dataclass

from scorm.sequencing.model.enums import Direction, RuleAction
from scorm.sequencing.model.tree import Activity
from scorm.sequencing.processes.conditions import precondition_applies
from scorm.sequencing.processes.ending import is_closed
from scorm.sequencing.processes.session import Session


@dataclass(frozen=True)
class Step:
    """The next activity of a traversal, or the exception why there is none."""

    activity: Activity | None = None
    direction: Direction = Direction.FORWARD
    exception: str = ""
    ends_session: bool = False


@dataclass(frozen=True)
class Flow:
    """The activity where a flow stopped, and whether it may be delivered."""

    activity: Activity
    is_deliverable: bool = False
    exception: str = ""
    ends_session: bool = False


def flow_tree_traversal(
    session: Session,
    activity: Activity,
    direction: Direction,
    *,
    considers_children: bool,
    previous: Direction | None = None,
) -> Step:
    """Flow Tree Traversal Subprocess [SB.2.1]: return the next activity in a direction.

    Traversal beyond the end of the tree ends the session; the caller then ends open attempts (UP.3).
    """
    parent = activity.parent
    is_reversed = False
    if previous == Direction.BACKWARD and parent and session.siblings_for_flow(activity)[-1] is activity:
        # A forward-only cluster entered from its end: continue before it.
        direction = Direction.BACKWARD
        activity = session.siblings_for_flow(activity)[0]
        is_reversed = True
    if direction == Direction.FORWARD:
        return _step_forward(session, activity, considers_children=considers_children)
    return _step_backward(session, activity, considers_children=considers_children, is_reversed=is_reversed)


def _step_forward(session: Session, activity: Activity, *, considers_children: bool) -> Step:
    if considers_children and activity.children:
        children = session.children_for_flow(activity)
        return Step(children[0]) if children else Step(exception="SB.2.1-2")
    while activity.parent is not None:
        siblings = session.siblings_for_flow(activity)
        if siblings[-1] is not activity:
            return Step(siblings[siblings.index(activity) + 1])
        activity = activity.parent
    return Step(ends_session=True)


def _step_backward(
    session: Session, activity: Activity, *, considers_children: bool, is_reversed: bool
) -> Step:
    if activity.is_root:
        return Step(exception="SB.2.1-3")
    if considers_children and activity.children:
        children = session.children_for_flow(activity)
        if not children:
            return Step(exception="SB.2.1-2")
        if activity.definition.control_mode.forward_only:
            return Step(children[0])
        return Step(children[-1], Direction.BACKWARD)
    while activity.parent is not None:
        if not is_reversed and activity.parent.definition.control_mode.forward_only:
            return Step(exception="SB.2.1-4")
        siblings = session.siblings_for_flow(activity)
        if siblings[0] is not activity:
            return Step(siblings[siblings.index(activity) - 1], Direction.BACKWARD)
        activity, is_reversed = activity.parent, False
    return Step(exception="SB.2.1-3")


def flow_activity_traversal(session: Session, activity: Activity, direction: Direction) -> Flow:
    """Flow Activity Traversal Subprocess [SB.2.2]: traverse from a candidate to a leaf to deliver."""
    previous: Direction | None = None
    while True:
        parent = activity.parent
        if parent is not None and not parent.definition.control_mode.flow:
            return Flow(activity, exception="SB.2.2-1")
        if precondition_applies(session, activity, RuleAction.SKIP):
            step = flow_tree_traversal(
                session, activity, direction, considers_children=False, previous=previous
            )
            if step.activity is None:
                return Flow(activity, exception=step.exception, ends_session=step.ends_session)
            if previous == Direction.BACKWARD and step.direction == Direction.BACKWARD:
                # The reversal is done (3.3.1): activities before are traversed backwards.
                direction, previous = Direction.BACKWARD, None
            activity = step.activity
            continue
        if is_closed(session, activity):
            return Flow(activity, exception="SB.2.2-2")
        if activity.is_leaf:
            return Flow(activity, is_deliverable=True)
        step = flow_tree_traversal(session, activity, direction, considers_children=True)
        if step.activity is None:
            return Flow(activity, exception=step.exception, ends_session=step.ends_session)
        if direction == Direction.BACKWARD and step.direction == Direction.FORWARD:
            direction, previous = Direction.FORWARD, Direction.BACKWARD
        else:
            previous = None
        activity = step.activity


def flow(session: Session, activity: Activity, direction: Direction, *, considers_children: bool) -> Flow:
    """Flow Subprocess [SB.2.3]: traverse one step from an activity, then to a leaf."""
    step = flow_tree_traversal(session, activity, direction, considers_children=considers_children)
    if step.activity is None:
        return Flow(activity, exception=step.exception, ends_session=step.ends_session)
    return flow_activity_traversal(session, step.activity, direction)
