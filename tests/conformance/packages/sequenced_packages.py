"""SCORM 2004 packages for what sequencing can say: rules, limits, objectives, navigation."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from courses.models import Package
from tests.factories.packages import SCORM_2004, Folder, Sco, make_package
from tests.factories.sequencing import FLOW, mapped, objective, objectives, sequencing


def _of(*items: Sco | Folder, control: str = FLOW, extra: str = "", after: str = "") -> Callable[[], Package]:
    return lambda: make_package(
        items,
        title="Konformitet",
        standard=SCORM_2004,
        schema_version="2004 4th Edition",
        organization_extra=sequencing(control, extra) + after,
    )


def _rules(*rules: tuple[str, str, str, str]) -> str:
    """imsss:sequencingRules; each is kind, action, operator and condition, with "of=…" behind it or not."""
    written = ""
    for kind, action, operator, condition in sorted(rules, key=lambda rule: "pre exit post".index(rule[0])):
        condition, _, of = condition.partition(" of=")
        referenced = f' referencedObjective="{of}"' if of else ""
        written += (
            f"<imsss:{kind}ConditionRule><imsss:ruleConditions>"
            f'<imsss:ruleCondition condition="{condition}" operator="{operator}"{referenced}/>'
            f'</imsss:ruleConditions><imsss:ruleAction action="{action}"/></imsss:{kind}ConditionRule>'
        )
    return f"<imsss:sequencingRules>{written}</imsss:sequencingRules>"


def _hides(*controls: str) -> str:
    hidden = "".join(f"<adlnav:hideLMSUI>{control}</adlnav:hideLMSUI>" for control in controls)
    return (
        "<adlnav:presentation><adlnav:navigationInterface>"
        f"{hidden}</adlnav:navigationInterface></adlnav:presentation>"
    )


def _adl_map(identifier: str, target: str, *, writes: bool) -> str:
    """adlseq:objectives (SN 3.10.3): what a 4th-edition objective shares beyond success and measure."""
    names = ("RawScore", "MinScore", "MaxScore", "CompletionStatus", "ProgressMeasure")
    attributes = " ".join(
        f'{way}{name}="{str((way == "write") == writes).lower()}"'
        for name in names
        for way in ("read", "write")
    )
    return (
        f'<adlseq:objectives><adlseq:objective objectiveID="{identifier}">'
        f'<adlseq:mapInfo targetObjectiveID="{target}" {attributes}/></adlseq:objective></adlseq:objectives>'
    )


ONE_ATTEMPT = '<imsss:limitConditions attemptLimit="1"/>'
STOPS = _rules(("pre", "stopForwardTraversal", "not", "objectiveStatusKnown"))
CONSTRAINED = '<adlseq:constrainedChoiceConsiderations preventActivation="true" constrainChoice="true"/>'
TWO_AT_RANDOM = (
    '<imsss:randomizationControls selectionTiming="once" selectCount="2"'
    ' randomizationTiming="once" reorderChildren="true"/>'
)
THRESHOLD = '<adlcp:completionThreshold completedByMeasure="true" minProgressMeasure="0.8"/>'
SHARES = (
    '<imsss:mapInfo targetObjectiveID="goal" readSatisfiedStatus="false" readNormalizedMeasure="false"'
    ' writeSatisfiedStatus="true" writeNormalizedMeasure="true"/>'
)
HEARS = '<imsss:mapInfo targetObjectiveID="goal" readSatisfiedStatus="true" readNormalizedMeasure="true"/>'

SEQUENCED: Mapping[str, Callable[[], Package]] = {
    "requests-2004": _of(
        Sco("SCO-1"),
        Sco("SCO-2"),
        Sco("HIDDEN", extra=sequencing(_rules(("pre", "hiddenFromChoice", "noOp", "always")))),
        Sco("CLOSED", extra=sequencing(_rules(("pre", "disabled", "noOp", "always")))),
        Sco("SCO-3"),
    ),
    "rules-2004": _of(
        Sco(
            "PRE", extra=sequencing(objectives(objective("own", mapped("known", writes=True), primary=True)))
        ),
        Sco(
            "LESSON",
            extra=sequencing(
                _rules(("pre", "skip", "noOp", "satisfied of=before")),
                objectives(
                    objective("own", primary=True), objective("before", mapped("known", writes=False))
                ),
            ),
        ),
        Sco(
            "TEST",
            extra=sequencing(
                _rules(("post", "retry", "not", "satisfied"), ("post", "continue", "noOp", "satisfied"))
            ),
        ),
        Sco("END", extra=sequencing(_rules(("post", "retryAll", "not", "satisfied")))),
    ),
    "nested-2004": _of(
        Folder(
            "F",
            children=[
                Sco("X", extra=sequencing(_rules(("post", "exitParent", "noOp", "satisfied")))),
                Sco("Y"),
            ],
            extra=sequencing(FLOW, _rules(("post", "continue", "noOp", "attempted"))),
        ),
        Folder(
            "G",
            children=[Sco("P"), Sco("Q"), Sco("R")],
            extra=sequencing(FLOW, _rules(("exit", "exit", "noOp", "completed"))),
        ),
        Sco("Z", extra=sequencing(_rules(("post", "exitAll", "noOp", "satisfied")))),
    ),
    "limits-2004": _of(
        Sco("TEST", extra=sequencing(ONE_ATTEMPT, objectives(objective("own", primary=True)))),
        Sco("END"),
        extra=ONE_ATTEMPT,
    ),
    "objectives-2004": _of(
        Sco(
            "TELLS",
            extra=sequencing(
                objectives(objective("own", primary=True), objective("told", SHARES)),
                _adl_map("told", "goal", writes=True),
            ),
        ),
        Sco(
            "HEARS",
            extra=sequencing(
                objectives(objective("own", primary=True), objective("heard", HEARS)),
                _adl_map("heard", "goal", writes=False),
            ),
        ),
    ),
    "thresholds-2004": _of(
        Sco("HALF", extra=THRESHOLD), Sco("WHOLE", extra=THRESHOLD.replace("0.8", "1.0")), after=THRESHOLD
    ),
    "stops-2004": _of(
        Sco("A"),
        Sco("GATE", extra=sequencing(STOPS)),
        Sco("C"),
        Folder("F", children=[Sco("D"), Sco("E")], extra=sequencing(FLOW, STOPS)),
    ),
    "neighbours-2004": _of(
        Folder("F1", children=[Sco("A"), Sco("B.2")], extra=sequencing(FLOW)),
        Folder("F2", children=[Sco("C"), Sco("D")], extra=sequencing(FLOW, CONSTRAINED)),
        Folder("F3", children=[Sco("E")], extra=sequencing(FLOW)),
        Folder("F4", children=[Sco("G")], extra=sequencing(FLOW)),
    ),
    "random-2004": _of(Sco("P1"), Sco("P2"), Sco("P3"), extra=TWO_AT_RANDOM),
    "controls-2004": _of(
        Sco("A", extra=_hides("continue")),
        Sco("B", extra=_hides("previous")),
        Sco("C", extra=_hides("continue", "previous")),
        Sco("D", extra=_hides("exit", "exitAll", "abandon", "abandonAll", "suspendAll")),
    ),
}
