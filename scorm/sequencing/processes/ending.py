"""Utility processes that check and end attempts: [UP.1], [UP.3], [UP.4], [UP.5], and content's data."""

from scorm.sequencing.model.enums import Edition, RuleAction
from scorm.sequencing.model.sco import ScoData
from scorm.sequencing.model.tree import Activity
from scorm.sequencing.processes.conditions import precondition_applies
from scorm.sequencing.processes.rollup import rollup_after_end
from scorm.sequencing.processes.session import Session


def violates_limit_conditions(session: Session, activity: Activity) -> bool:
    """Limit Conditions Check Process [UP.1]: only an attempt that would begin is checked for the limit."""
    limit = activity.definition.attempt_limit
    if limit is None or not activity.definition.delivery_controls.tracked:
        return False
    state = session.state_of(activity)
    if state.is_active or state.is_suspended:
        return False
    return state.attempts > 0 and state.attempts >= limit


def is_closed(session: Session, activity: Activity) -> bool:
    """Check Activity Process [UP.5]: return whether the activity is disabled or violates a limit."""
    return precondition_applies(session, activity, RuleAction.DISABLED) or violates_limit_conditions(
        session, activity
    )


def apply_sco_data(session: Session, activity: Activity, sco: ScoData) -> None:
    """Apply the data that content has set to the tracking data of its activity (SN 4.1, RTE 4.2)."""
    definition = activity.definition
    session.edit(activity).is_suspended = sco.is_suspended
    if not definition.delivery_controls.tracked:
        return
    for objective in sco.objectives:
        number = definition.objective_number(objective.identifier)
        if number is not None:
            for item, value in objective.items.items():
                if number or item not in sco.items:
                    session.write(activity, number, item, value, is_set_by_content=True)
    for item, value in sco.items.items():
        session.write(activity, 0, item, value, is_set_by_content=True)
    _complete_by_threshold(session, activity)


def _complete_by_threshold(session: Session, activity: Activity) -> None:
    """Set completion by known progress before the 4th edition (RTE 4.2.4); in the 4th, RB.1.3 a does."""
    threshold = activity.definition.completion_threshold
    progress = session.local(activity, 0).progress
    if threshold.completed_by_measure and progress is not None and session.tree.edition != Edition.FOURTH:
        session.write(activity, 0, "completed", progress >= threshold.minimum_progress_measure)


def end_attempt(session: Session, activity: Activity, *, rolls_up: bool = True) -> None:
    """End Attempt Process [UP.4].

    A status that content has not set becomes completed or satisfied, unless it is read from a global
    objective with a known value; a status that content set to "unknown" stays unknown.
    """
    state = session.edit(activity)
    if activity.is_leaf:
        if activity.definition.delivery_controls.tracked and not state.is_suspended:
            _fill_in_status(session, activity)
    else:
        state.is_suspended = any(session.is_suspended(child) for child in activity.children)
    state.is_active = False
    if activity.definition.delivery_controls.tracked:
        session.share_statuses_by_measure(activity)
    if rolls_up:
        rollup_after_end(session, activity)


def _fill_in_status(session: Session, activity: Activity) -> None:
    controls = activity.definition.delivery_controls
    set_items = _items_set(session, activity)
    is_complete, is_satisfied = (session.read(activity, 0, item) for item in ("completed", "satisfied"))
    if not controls.completion_set_by_content and is_complete is None and "completed" not in set_items:
        session.write(activity, 0, "completed", True)
    if not controls.objective_set_by_content and is_satisfied is None and "satisfied" not in set_items:
        session.write(activity, 0, "satisfied", True)


def _items_set(session: Session, activity: Activity) -> set[str]:
    """Return the items of the activity's primary objective that content has set, by cmi or cmi.objectives."""
    if session.sco is None or activity is not session.current:
        return set()
    definition = activity.definition
    objectives = [
        objective.items
        for objective in session.sco.objectives
        if definition.objective_number(objective.identifier) == 0
    ]
    return set(session.sco.items).union(*objectives)


def terminate_descendent_attempts(session: Session, activity: Activity) -> None:
    """Terminate Descendent Attempts Process [UP.3]: end open attempts below the common ancestor.

    The current activity itself has been ended before. Rollup runs once, from the deepest.
    """
    if session.current is None:
        return
    common = session.tree.common_ancestor(session.current, activity)
    ended = [a for a in session.current.path_to_root() if a.depth > common.depth and a is not session.current]
    for cluster in ended:
        end_attempt(session, cluster, rolls_up=False)
    if ended:
        rollup_after_end(session, ended[0])
