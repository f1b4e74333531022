"""Rollup Behavior (SN 4.6): tracking data of parents from that of their children."""

from collections.abc import Callable, Iterable

from scorm.sequencing.model.definition import DEFAULT_ROLLUP_RULES, RollupRule
from scorm.sequencing.model.enums import (
    ChildActivitySet,
    Edition,
    RollupAction,
    RollupConsideration,
    RuleAction,
)
from scorm.sequencing.model.tree import Activity
from scorm.sequencing.processes.conditions import evaluate_conditions, precondition_applies
from scorm.sequencing.processes.session import Session

#: considerations that leave a child out for as long as it is not begun, or suspended
_WAITING = frozenset({RollupConsideration.IF_ATTEMPTED, RollupConsideration.IF_NOT_SUSPENDED})


def overall_rollup(session: Session, activity: Activity) -> None:
    """Overall Rollup Process [RB.1.5]: roll up the activity and all its ancestors.

    Activities that are not tracked are left unchanged, and so are their global objectives (Tracked, SN 3.13).
    """
    for rolled_up in activity.path_to_root():
        if not rolled_up.definition.delivery_controls.tracked:
            continue
        if rolled_up.children:
            measure_rollup(session, rolled_up)
            if session.tree.edition == Edition.FOURTH:
                completion_measure_rollup(session, rolled_up)
        objective_rollup(session, rolled_up)
        activity_progress_rollup(session, rolled_up)


def rollup_after_end(session: Session, activity: Activity) -> None:
    """Roll up an ended activity, and the parents of all that read a global objective that was written [UP.4].

    Every parent is rolled up once at most: clusters that read each other's objectives cause no endless loop.
    """
    overall_rollup(session, activity)
    done = set(activity.path_to_root())
    while session.written:
        readers = [r for target in session.written for r in session.tree.readers.get(target, ())]
        session.written.clear()
        parents = {reader.parent for reader in readers if reader.parent is not None} - done
        for parent in sorted(parents, key=lambda parent: -parent.depth):
            overall_rollup(session, parent)
        done |= parents


def tracked_children(session: Session, activity: Activity) -> Iterable[Activity]:
    """Return the children that rollup includes: those of the Available Children that are tracked."""
    available = session.available_children(activity)
    return (child for child in available if child.definition.delivery_controls.tracked)


def measure_rollup(session: Session, activity: Activity) -> None:
    """Measure Rollup Process [RB.1.1 a]: the weighted mean of the children's measures."""
    children = tracked_children(session, activity)
    measures = (
        (child.definition.rollup_controls.objective_measure_weight, session.measure(child))
        for child in children
    )
    session.write(activity, 0, "measure", _weighted_mean(measures))


def completion_measure_rollup(session: Session, activity: Activity) -> None:
    """Completion Measure Rollup Process [RB.1.1 b]: the weighted mean of the children's progress."""
    children = tracked_children(session, activity)
    measures = (
        (child.definition.completion_threshold.progress_weight, session.read(child, 0, "progress"))
        for child in children
    )
    session.write(activity, 0, "progress", _weighted_mean(measures))


def _weighted_mean(measures: Iterable[tuple[float, float | None]]) -> float | None:
    """Return the mean of (weight, measure); None counts with its weight, and with 0 in the sum."""
    pairs = list(measures)
    known = [weight * measure for weight, measure in pairs if measure is not None]
    counted = sum(weight for weight, _ in pairs)
    return sum(known) / counted if known and counted > 0 else None


def objective_rollup(session: Session, activity: Activity) -> None:
    """Objective Rollup Process [RB.1.2]: by measure where the objective is so defined, else by rules."""
    if activity.definition.primary_objective.satisfied_by_measure:
        _objective_rollup_using_measure(session, activity)
    elif activity.children:
        _objective_rollup_using_rules(session, activity)


def _objective_rollup_using_measure(session: Session, activity: Activity) -> None:
    """Objective Rollup Using Measure Process [RB.1.2 a].

    The status is unknown without a measure, and while the activity is active where
    measureSatisfactionIfActive is false.
    """
    session.write(activity, 0, "satisfied", session.satisfied(activity))


def _objective_rollup_using_rules(session: Session, activity: Activity) -> None:
    """Objective Rollup Using Rules Process [RB.1.2 b], with the default rules [RB.1.2 c]."""
    if rollup_rule_applies(session, activity, RollupAction.NOT_SATISFIED):
        status: bool | None = False
    else:
        status = None
    if rollup_rule_applies(session, activity, RollupAction.SATISFIED):
        status = True
    if status is not None:
        session.write(activity, 0, "satisfied", status)


def activity_progress_rollup(session: Session, activity: Activity) -> None:
    """Activity Progress Rollup Process [RB.1.3]: by measure where so defined, else by rules."""
    threshold = activity.definition.completion_threshold
    if threshold.completed_by_measure and session.tree.edition == Edition.FOURTH:
        # Activity Progress Rollup Using Measure Process [RB.1.3 a]
        session.write(activity, 0, "completed", session.completed(activity))
    elif activity.children:
        _activity_progress_rollup_using_rules(session, activity)


def _activity_progress_rollup_using_rules(session: Session, activity: Activity) -> None:
    """Activity Progress Rollup Using Rules Process [RB.1.3 b]."""
    status: bool | None = None
    if rollup_rule_applies(session, activity, RollupAction.INCOMPLETE):
        status = False
    if rollup_rule_applies(session, activity, RollupAction.COMPLETED):
        status = True
    if status is not None:
        session.write(activity, 0, "completed", status)


def rollup_rule_applies(session: Session, activity: Activity, action: RollupAction) -> bool:
    """Rollup Rule Check Subprocess [RB.1.4]: return whether a rule with the action applies."""
    return any(
        _rule_applies(session, activity, rule) for rule in activity.definition.rollup_rules_by_action[action]
    )


def _rule_applies(session: Session, activity: Activity, rule: RollupRule) -> bool:
    """Return whether the children that contribute make a rule apply [RB.1.4, step 1.2].

    Where none contributes, `_applies_to_nothing` decides for All and None.
    """
    results = (
        evaluate_conditions(session, child, rule.conditions, requires_all=rule.requires_all)
        for child in tracked_children(session, activity)
        if is_included_in_rollup(session, child, rule.action)
    )
    match rule.child_activity_set:
        case ChildActivitySet.ALL:
            return _all_are(True, results, when_empty=lambda: _applies_to_nothing(session, activity, rule))
        case ChildActivitySet.ANY:
            return any(results)
        case ChildActivitySet.NONE:
            return _all_are(False, results, when_empty=lambda: _applies_to_nothing(session, activity, rule))
    values = list(results)
    met = values.count(True)
    if rule.child_activity_set == ChildActivitySet.AT_LEAST_COUNT:
        return bool(values) and met >= rule.minimum_count
    return bool(values) and met / len(values) >= rule.minimum_percent


def _applies_to_nothing(session: Session, activity: Activity, rule: RollupRule) -> bool:
    """Return whether a rule with All or None applies where no child contributes.

    A rule of the manifest does (ADL's test suite, RU-11 and RU-15). It does not complete or satisfy while a
    child would contribute once it is begun or resumed. A default rule does not: opening passes nothing.
    """
    if rule is DEFAULT_ROLLUP_RULES[rule.action]:
        return False
    if rule.action in {RollupAction.INCOMPLETE, RollupAction.NOT_SATISFIED}:
        return True
    considerations = (
        child.definition.rollup_controls.considerations[rule.action]
        for child in tracked_children(session, activity)
    )
    return not any(consideration in _WAITING for consideration in considerations)


def _all_are(expected: bool, results: Iterable[bool | None], *, when_empty: Callable[[], bool]) -> bool:
    """Return whether there is no result other than `expected`; Unknown is neither True nor False."""
    is_empty = True
    for result in results:
        if result is not expected:
            return False
        is_empty = False
    return when_empty() if is_empty else True


def is_included_in_rollup(session: Session, child: Activity, action: RollupAction) -> bool:
    """Check Child for Rollup Subprocess [RB.1.4.2]: return whether a child contributes to a status."""
    consideration = child.definition.rollup_controls.considerations[action]
    if consideration is None or consideration == RollupConsideration.ALWAYS:
        return consideration is not None
    state = session.state_of(child)
    match consideration:
        case RollupConsideration.IF_NOT_SUSPENDED:
            # The 4th edition leaves out what was never attempted too.
            was_begun = state.attempts > 0 or session.tree.edition != Edition.FOURTH
            return was_begun and not (state.attempts > 0 and state.is_suspended)
        case RollupConsideration.IF_ATTEMPTED:
            return state.attempts > 0
        case _:
            return not precondition_applies(session, child, RuleAction.SKIP)
