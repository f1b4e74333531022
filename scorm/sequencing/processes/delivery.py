"""Delivery Request [DB.1.1], Content Delivery Environment [DB.2] and Clear Suspended Activity [DB.2.1]."""

from scorm.sequencing.model.tree import Activity
from scorm.sequencing.processes.ending import is_closed, terminate_descendent_attempts
from scorm.sequencing.processes.selection import take_next_children
from scorm.sequencing.processes.session import Session


def delivery_exception(session: Session, activity: Activity) -> str:
    """Delivery Request Process [DB.1.1]: return the exception, "" where an activity may be delivered."""
    if not activity.is_leaf:
        return "DB.1.1-1"
    return "DB.1.1-3" if any(is_closed(session, node) for node in activity.path_from_root()) else ""


def deliver(session: Session, activity: Activity) -> str:
    """Content Delivery Environment Process [DB.2]: make the activity current; return an exception or ""."""
    if session.current is not None and session.is_active(session.current):
        return "DB.2-1"
    if activity is not session.suspended:
        _clear_suspended_activity(session, activity)
    terminate_descendent_attempts(session, activity)
    path = activity.path_from_root()
    for node, entered in zip(path, [*path[1:], None], strict=True):
        if not session.is_active(node):
            take_next_children(session, node, entered)
            _activate(session, node)
    session.current = activity
    session.suspended = None
    return ""


def _activate(session: Session, activity: Activity) -> None:
    """Resume the attempt on an activity, or begin a new one (DB.2, step 5.1)."""
    state = session.edit(activity)
    if not state.is_suspended and activity.definition.delivery_controls.tracked:
        state.attempts += 1
        _begin_attempt(session, activity)
    state.is_suspended = False
    state.is_active = True


def _begin_attempt(session: Session, activity: Activity) -> None:
    """Initialise tracking data for a new attempt, that of descendants by the cluster's controls.

    Use Current Attempt Objective and Progress Information (SN 3.2.6, 3.2.7): where they are true, only data
    of the cluster's current attempt counts.
    """
    session.forget(activity)
    if activity.is_root and session.tree.resets_global_objectives:
        session.global_objectives.clear()
    waiting = [(activity, True, True)]
    while waiting:
        cluster, objectives, progress = waiting.pop()
        controls = cluster.definition.control_mode
        objectives = objectives and controls.use_current_attempt_objective_info
        progress = progress and controls.use_current_attempt_progress_info
        if not objectives and not progress:
            continue
        for child in cluster.children:
            session.forget(child, objectives=objectives, progress=progress)
            if child.children:
                waiting.append((child, objectives, progress))


def _clear_suspended_activity(session: Session, activity: Activity) -> None:
    """Clear Suspended Activity Subprocess [DB.2.1]: end the suspension of activities that are not resumed.

    A cluster stays suspended while a child of it is.
    """
    if session.suspended is None:
        return
    common = session.tree.common_ancestor(session.suspended, activity)
    for node in session.suspended.path_to_root():
        if node.depth < common.depth:
            break
        if node.is_leaf or not any(session.is_suspended(child) for child in node.children):
            session.edit(node).is_suspended = False
    session.suspended = None
