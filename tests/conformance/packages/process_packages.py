"""SCORM 2004 packages that reach the branches of the pseudo-code (SN 4.6, 4.7, 4.8), for scripts 22 to 27."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from courses.models import Package
from tests.factories.packages import SCORM_2004, Folder, Sco, make_package
from tests.factories.sequencing import FLOW, objective, objectives, sequencing

FOURTH, THIRD = "2004 4th Edition", "2004 3rd Edition"


def _of(
    *items: Sco | Folder, edition: str = FOURTH, control: str = FLOW, extra: str = "", attributes: str = ""
) -> Callable[[], Package]:
    return lambda: make_package(
        items,
        title="Processer",
        standard=SCORM_2004,
        schema_version=edition,
        organization_extra=sequencing(control, extra),
        organization_attributes=attributes,
    )


def _attributes(values: Mapping[str, object]) -> str:
    return "".join(f' {name}="{str(value).lower()}"' for name, value in values.items())


def _control(**modes: bool) -> str:
    return f"<imsss:controlMode{_attributes({'choice': True, 'flow': True, **modes})}/>"


def _sco(identifier: str, *parts: str, extra: str = "") -> Sco:
    return Sco(identifier, extra=(sequencing(*parts) if parts else "") + extra)


def _folder(
    identifier: str, *children: Sco | Folder, parts: Iterable[str] = (FLOW,), extra: str = ""
) -> Folder:
    return Folder(identifier, children=children, extra=sequencing(*parts) + extra)


def _condition(kind: str, written: str) -> str:
    """A condition: its name, with "not" before it, and "of=…" and "than=…" behind it, or without."""
    words = written.split()
    is_negated = words[0] == "not"
    condition, *more = words[is_negated:]
    names = {"of": "referencedObjective", "than": "measureThreshold"}
    found = {names[name]: value for name, _, value in (word.partition("=") for word in more)}
    operator = "not" if is_negated else "noOp"
    attributes = "".join(f' {name}="{value}"' for name, value in found.items())
    return f'<imsss:{kind}Condition condition="{condition}" operator="{operator}"{attributes}/>'


def _rule(kind: str, action: str, *conditions: str, combination: str = "all") -> str:
    made = "".join(_condition("rule", condition) for condition in conditions)
    return (
        f'<imsss:{kind}ConditionRule><imsss:ruleConditions conditionCombination="{combination}">{made}'
        f'</imsss:ruleConditions><imsss:ruleAction action="{action}"/></imsss:{kind}ConditionRule>'
    )


def _rules(*rules: str) -> str:
    return f"<imsss:sequencingRules>{''.join(rules)}</imsss:sequencingRules>"


def _pre(action: str, *conditions: str, combination: str = "all") -> str:
    return _rules(_rule("pre", action, *conditions, combination=combination))


def _post(action: str, *conditions: str) -> str:
    return _rules(_rule("post", action, *conditions))


def _roll(action: str, children: str, condition: str, **more: float) -> str:
    return (
        f'<imsss:rollupRule childActivitySet="{children}"{_attributes(more)}><imsss:rollupConditions>'
        f'{_condition("rollup", condition)}</imsss:rollupConditions><imsss:rollupAction action="{action}"/>'
        "</imsss:rollupRule>"
    )


def _rollup(*rules: str, **controls: object) -> str:
    return f"<imsss:rollupRules{_attributes(controls)}>{''.join(rules)}</imsss:rollupRules>"


def _considered(**considerations: object) -> str:
    """adlseq:rollupConsiderations, with the case of its values as it is written."""
    attributes = "".join(f' {name}="{value}"' for name, value in considerations.items())
    return f"<adlseq:rollupConsiderations{attributes}/>"


def _limit(attempts: int) -> str:
    return f'<imsss:limitConditions attemptLimit="{attempts}"/>'


_READS = ("readSatisfiedStatus", "readNormalizedMeasure")
_WRITES = ("writeSatisfiedStatus", "writeNormalizedMeasure")
_ADL_READS = ("readCompletionStatus", "readProgressMeasure")
_ADL_WRITES = ("writeCompletionStatus", "writeProgressMeasure")


def _map(target: str, true: Iterable[str], false: Iterable[str], space: str = "imsss") -> str:
    flags = dict.fromkeys(true, True) | dict.fromkeys(false, False)
    return f'<{space}:mapInfo targetObjectiveID="{target}"{_attributes(flags)}/>'


def _writes(goal: str, *, minimum: str = "") -> str:
    """A primary objective that writes all that is known of it to a global one."""
    own = objective("own", _map(goal, _WRITES, _READS), primary=True, minimum=minimum)
    shared = _map(goal, _ADL_WRITES, _ADL_READS, "adlseq")
    adl = f'<adlseq:objective objectiveID="own">{shared}</adlseq:objective>'
    return objectives(own) + f"<adlseq:objectives>{adl}</adlseq:objectives>"


def _reads(*goals: str, primary: str = "") -> str:
    """Objectives that read global ones, each called so; `primary` is read by the primary one."""
    own = objective("own", *([_map(primary, _READS, ())] if primary else []), primary=True)
    others = [objective(goal, _map(goal, _READS, ())) for goal in goals]
    adl = "".join(
        f'<adlseq:objective objectiveID="{goal}">{_map(goal, _ADL_READS, (), "adlseq")}</adlseq:objective>'
        for goal in goals
    )
    return objectives(own, *others) + (f"<adlseq:objectives>{adl}</adlseq:objectives>" if adl else "")


def _threshold(minimum: float | None = None, weight: float = 1) -> str:
    attributes = "" if minimum is None else f' completedByMeasure="true" minProgressMeasure="{minimum}"'
    return f'<adlcp:completionThreshold{attributes} progressWeight="{weight}"/>'


UNTRACKED = '<imsss:deliveryControls tracked="false"/>'
NONE_OF_THEM = '<imsss:randomizationControls selectionTiming="once" selectCount="0"/>'
ONE_EACH_TIME = '<imsss:randomizationControls selectionTiming="onEachNewAttempt" selectCount="1"/>'
IN_ANY_ORDER = '<imsss:randomizationControls randomizationTiming="onEachNewAttempt" reorderChildren="true"/>'
CONSTRAINS = '<adlseq:constrainedChoiceConsiderations preventActivation="false" constrainChoice="true"/>'
PREVENTS = '<adlseq:constrainedChoiceConsiderations preventActivation="true" constrainChoice="false"/>'

ROLLUP = _of(
    _folder(
        "A",
        _sco(
            "A1",
            _rollup(objectiveMeasureWeight=0.6),
            objectives(objective("own", primary=True)),
            extra=_threshold(weight=0.2),
        ),
        _sco("A2", _rollup(objectiveMeasureWeight=0.4), extra=_threshold(weight=0.8)),
        _sco("A3", _pre("skip", "attempted"), UNTRACKED),
        _sco("A4"),
        parts=(
            FLOW,
            _rollup(
                _roll("satisfied", "any", "satisfied"),
                _roll("completed", "atLeastCount", "completed", minimumCount=2),
            ),
            _writes("goal-A"),
        ),
    ),
    _folder(
        "B",
        _sco("B1"),
        _sco("B2"),
        parts=(
            FLOW,
            _rollup(
                _roll("notSatisfied", "none", "satisfied"),
                _roll("incomplete", "any", "not completed"),
                _roll("completed", "atLeastPercent", "completed", minimumPercent=0.5),
            ),
            _writes("goal-B"),
        ),
    ),
    _folder(
        "C",
        _sco("C1"),
        _sco("C2"),
        parts=(
            FLOW,
            _rollup(
                _roll("satisfied", "none", "not satisfied"),
                _roll("completed", "atLeastCount", "completed", minimumCount=2),
                _roll("incomplete", "all", "timeLimitExceeded"),
            ),
            _writes("goal-C"),
        ),
    ),
    _folder(
        "D",
        _sco("D1"),
        _sco("D2", _considered(requiredForSatisfied="ifAttempted", requiredForCompleted="ifAttempted")),
        _sco(
            "D3",
            _pre("skip", "always"),
            _considered(requiredForSatisfied="ifNotSkipped", requiredForCompleted="ifNotSkipped"),
        ),
        _sco("D4", _considered(requiredForSatisfied="ifNotSuspended", requiredForCompleted="ifNotSuspended")),
        _sco("D5", _rollup(rollupObjectiveSatisfied=False, rollupProgressCompletion=False)),
        parts=(FLOW, _writes("goal-D")),
    ),
    _folder(
        "E",
        _sco("E1"),
        _sco("E2", _considered(requiredForNotSatisfied="ifAttempted", requiredForIncomplete="ifAttempted")),
        _sco(
            "E3",
            _considered(requiredForNotSatisfied="ifNotSuspended", requiredForIncomplete="ifNotSuspended"),
        ),
        parts=(FLOW, _writes("goal-E")),
    ),
    _folder(
        "F",
        _sco("F1"),
        _sco("F2", _reads("goal-F")),
        parts=(FLOW, _writes("goal-F", minimum="0.6"), _considered(measureSatisfactionIfActive="false")),
        extra=_threshold(0.5),
    ),
    _folder("G", _sco("G1", _reads(primary="goal-A")), parts=(FLOW, _writes("goal-G"))),
    _sco("LOOK", _reads(*(f"goal-{name}" for name in "ABCDEFG"))),
)

CHOICES = _of(
    _sco("A"),
    _folder("FORWARD", _sco("F1"), _sco("F2"), parts=(_control(forwardOnly=True),)),
    _folder("CLOSED", _sco("C1"), parts=(_control(choice=False),)),
    _folder(
        "KEEPS", _sco("K1", _post("exitParent", "satisfied")), _sco("K2"), parts=(_control(choiceExit=False),)
    ),
    _folder("PREVENTS", _sco("P1"), parts=(FLOW, PREVENTS)),
    _folder("G", _folder("CONSTRAINS", _sco("X1"), _sco("X2"), parts=(FLOW, CONSTRAINS)), _sco("G1")),
    _folder("NO-FLOW", _sco("N1"), parts=(_control(flow=False),)),
    _sco("LEAF", _control(choiceExit=False)),
    _folder("HIDDEN", _sco("H1"), parts=(FLOW, _pre("hiddenFromChoice", "always"))),
    _folder("STOPS", _sco("S1"), parts=(FLOW, _pre("stopForwardTraversal", "always"))),
)

FLOWS = _of(
    _sco("A"),
    _folder(
        "SKIPPED",
        _sco("B1", _pre("skip", "satisfied")),
        _sco("B2", _pre("skip", "satisfied")),
        parts=(_control(forwardOnly=True),),
    ),
    _sco("C"),
    _folder("FORWARD", _sco("P1"), _sco("P2"), parts=(_control(forwardOnly=True),)),
    _sco("D"),
    _folder("NOTHING", _sco("S1"), parts=(FLOW, NONE_OF_THEM)),
    _sco("E"),
    _folder("OUTER", _folder("INNER", _sco("R1"), _sco("R2")), parts=(_control(forwardOnly=True),)),
    _folder(
        "NO-FLOW",
        _folder("X", _sco("X1", _post("exitParent", "always"))),
        _sco("X2"),
        parts=(_control(flow=False),),
    ),
    _folder(
        "RETRIED",
        _sco("Z1", _rules(_rule("pre", "disabled", "completed"), _rule("post", "exitParent", "always"))),
        parts=(FLOW, _post("retry", "attempted")),
    ),
    _folder("DRAWN", _sco("Y1"), _sco("Y2"), parts=(FLOW, ONE_EACH_TIME)),
    _sco("LAST", _pre("skip", "always")),
)

ENDINGS = _of(
    _sco(
        "A",
        _pre("hiddenFromChoice", "satisfied"),
        objectives(
            objective("own", _map("goal", _WRITES, _READS), primary=True),
            objective("goal", _map("goal", _READS, ())),
        ),
    ),
    _folder(
        "F",
        _sco("V", _reads("goal")),
        _sco("W", _pre("disabled", "completed")),
        parts=(_control(useCurrentAttemptObjectiveInfo=False, useCurrentAttemptProgressInfo=False),),
    ),
    _sco(
        "T",
        _rules(
            _rule("post", "retryAll", "not satisfied"),
            _rule("post", "exitParent", "satisfied"),
        ),
    ),
    extra=_post("exitParent", "completed"),
    attributes='adlseq:objectivesGlobalToSystem="false"',
)

THIRD_EDITION = _of(
    _sco(
        "HALF",
        _pre("disabled", "completed"),
        extra="<adlcp:completionThreshold>0.8</adlcp:completionThreshold>",
    ),
    _folder(
        "F",
        _sco("F1"),
        _sco("F2", _considered(requiredForCompleted="ifNotSuspended")),
        parts=(_control(flow=False),),
    ),
    edition=THIRD,
    control=_control(flow=False),
)


def _seen_when(*conditions: str, combination: str = "all") -> str:
    """Hidden from choice where the conditions apply, with an objective that reads what M writes."""
    return _pre("hiddenFromChoice", *conditions, combination=combination) + objectives(
        objective("own", primary=True), objective("goal", _map("goal", _READS, ()))
    )


CONDITIONS = _of(
    _sco("M", _limit(2), objectives(objective("own", _map("goal", _WRITES, _READS), primary=True))),
    _sco("GREATER", _seen_when("objectiveMeasureGreaterThan of=goal than=0.4")),
    _sco("NOT-GREATER", _seen_when("objectiveMeasureGreaterThan of=goal than=0.5")),
    _sco("LESS", _seen_when("objectiveMeasureLessThan of=goal than=0.6")),
    _sco("NOT-LESS", _seen_when("not objectiveMeasureLessThan of=goal than=0.5")),
    _sco("MEASURED", _seen_when("objectiveMeasureKnown of=goal")),
    _sco("FAILED", _seen_when("not satisfied of=goal")),
    _sco("UNKNOWN", _seen_when("not satisfied")),
    _sco("BOTH", _seen_when("objectiveStatusKnown of=goal", "satisfied")),
    _sco("EITHER", _seen_when("objectiveStatusKnown of=goal", "satisfied", combination="any")),
    _sco("NOTHING", _seen_when()),
    _sco("NEVER", _seen_when("never")),
    _sco("NOT-NEVER", _seen_when("not never")),
    _sco("TIME", _seen_when("timeLimitExceeded", "not outsideAvailableTimeRange", combination="any")),
    _sco("UNTRACKED", _pre("hiddenFromChoice", "not attempted"), UNTRACKED),
    _sco("NOT-ATTEMPTED", _pre("hiddenFromChoice", "not attempted")),
    _sco("LIMIT", _limit(1), _pre("hiddenFromChoice", "attemptLimitExceeded")),
    _sco("PROGRESS", _pre("hiddenFromChoice", "activityProgressKnown", "not completed")),
    _folder("ORDERED", _sco("O1"), _sco("O2"), parts=(FLOW, IN_ANY_ORDER)),
)

PROCESSES: Mapping[str, Callable[[], Package]] = {
    "rollup-2004": ROLLUP,
    "choices-2004": CHOICES,
    "flows-2004": FLOWS,
    "endings-2004": ENDINGS,
    "third-2004": THIRD_EDITION,
    "conditions-2004": CONDITIONS,
}
