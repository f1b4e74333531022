"""Sequencing Rules Check [UP.2, UP.2.1] and Evaluate Rollup Conditions [RB.1.4.1], in three-valued logic.

None is Unknown. Negating Unknown is Unknown; All and Any are Kleene's "and" and "or".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from scorm.sequencing.model.definition import RuleCondition, SequencingRule
from scorm.sequencing.model.enums import Condition, RuleAction
from scorm.sequencing.model.tree import Activity
from scorm.sequencing.processes.session import Session

_Evaluate = Callable[[Session, Activity, RuleCondition, int], bool | None]


def _attempt_limit_exceeded(session: Session, activity: Activity, _: RuleCondition, __: int) -> bool:
    limit = activity.definition.attempt_limit
    attempts = session.state_of(activity).attempts
    return limit is not None and attempts > 0 and attempts >= limit


def _measure_is(compare: Callable[[float, float], bool]) -> _Evaluate:
    def evaluate(session: Session, activity: Activity, condition: RuleCondition, number: int) -> bool | None:
        measure = session.measure(activity, number)
        return None if measure is None else compare(measure, condition.measure_threshold)

    return evaluate


#: SN Table 3.4.2a and 3.7.2a; SCORM does not require limits of time (SN 3.5), they stay Unknown
_EVALUATIONS: Mapping[Condition, _Evaluate] = {
    Condition.SATISFIED: lambda s, a, _, number: s.satisfied(a, number),
    Condition.OBJECTIVE_STATUS_KNOWN: lambda s, a, _, number: s.satisfied(a, number) is not None,
    Condition.OBJECTIVE_MEASURE_KNOWN: lambda s, a, _, number: s.measure(a, number) is not None,
    Condition.OBJECTIVE_MEASURE_GREATER_THAN: _measure_is(lambda measure, threshold: measure > threshold),
    Condition.OBJECTIVE_MEASURE_LESS_THAN: _measure_is(lambda measure, threshold: measure < threshold),
    Condition.COMPLETED: lambda s, a, _, number: s.completed(a, number),
    Condition.ACTIVITY_PROGRESS_KNOWN: lambda s, a, _, number: s.completed(a, number) is not None,
    Condition.ATTEMPTED: lambda s, a, _, __: s.state_of(a).attempts > 0,
    Condition.ATTEMPT_LIMIT_EXCEEDED: _attempt_limit_exceeded,
    Condition.TIME_LIMIT_EXCEEDED: lambda *_: None,
    Condition.OUTSIDE_AVAILABLE_TIME_RANGE: lambda *_: None,
    Condition.ALWAYS: lambda *_: True,
    Condition.NEVER: lambda *_: False,
}
_CONSTANT = frozenset({Condition.ALWAYS, Condition.NEVER})
_KNOWN = frozenset(
    {Condition.OBJECTIVE_STATUS_KNOWN, Condition.OBJECTIVE_MEASURE_KNOWN, Condition.ACTIVITY_PROGRESS_KNOWN}
)


def evaluate_condition(session: Session, activity: Activity, condition: RuleCondition) -> bool | None:
    """Return the value of one condition.

    An activity that is not tracked has no known data, so that only Always and Never are not Unknown.
    """
    kind = condition.condition
    number = activity.definition.objective_numbers.get(condition.referenced_objective)
    result: bool | None
    if kind not in _CONSTANT and not activity.definition.delivery_controls.tracked:
        result = None
    elif number is None:
        result = _of_missing_objective(kind)
    else:
        result = _EVALUATIONS[kind](session, activity, condition, number)
    return not result if condition.is_negated and result is not None else result


def _of_missing_objective(kind: Condition) -> bool | None:
    """Return the value of a condition on an objective that the activity lacks: all its data is unknown."""
    return False if kind in _KNOWN else None


def evaluate_conditions(
    session: Session, activity: Activity, conditions: tuple[RuleCondition, ...], *, requires_all: bool
) -> bool | None:
    """Return the combined value of a rule's conditions; Unknown where there are none [UP.2.1, RB.1.4.1]."""
    if not conditions:
        return None
    # All: one False decides. Any: one True decides.
    deciding = not requires_all
    is_unknown = False
    for condition in conditions:
        result = evaluate_condition(session, activity, condition)
        if result is deciding:
            return deciding
        is_unknown = is_unknown or result is None
    return None if is_unknown else requires_all


def check_rules(session: Session, activity: Activity, rules: Iterable[SequencingRule]) -> RuleAction | None:
    """Sequencing Rules Check Process [UP.2]: return the action of the first rule that applies, or None."""
    for rule in rules:
        conditions = rule.conditions
        if evaluate_conditions(session, activity, conditions, requires_all=rule.requires_all):
            return rule.action
    return None


def precondition_applies(session: Session, activity: Activity, action: RuleAction) -> bool:
    """Return whether a precondition rule with the action applies [UP.2]."""
    rules = activity.definition.rules_by_action.get(action)
    return bool(rules) and check_rules(session, activity, rules or ()) is not None
