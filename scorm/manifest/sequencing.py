"""imsss:sequencing and its ADL extensions as nested plain data.

Names are the standard's own (SN 1.3, IMS Simple Sequencing 1.0 XML binding); an element that is absent is
absent here too, one that is present has the standard's default for each attribute it leaves out:

    {"controlMode": {"choice": true, "flow": false, …},
     "sequencingRules": {"preConditionRules": [{"conditionCombination": "all", "action": "disabled",
         "conditions": [{"condition": "satisfied", "operator": "not", "referencedObjective": "…", …}]}],
         "exitConditionRules": […], "postConditionRules": […]},
     "limitConditions": {…}, "rollupRules": {…, "rules": […]}, "randomizationControls": {…},
     "deliveryControls": {…}, "constrainedChoiceConsiderations": {…}, "rollupConsiderations": {…},
     "objectives": [{"objectiveID", "primary", "satisfiedByMeasure", "minNormalizedMeasure", "mapInfo": […]}],
     "auxiliaryResources": [{"auxiliaryResourceID", "purpose"}]}
"""

import math
from collections.abc import Callable, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from scorm.identifiers import objective_identifier
from scorm.manifest.xml import attribute, child, children, flag, local_name

#: the parser of an attribute, and its default where the manifest has none (None: left out)
Reading = tuple[Callable[[str], Any], Any]


def yes_or_no(value: str) -> bool:
    return value.casefold() in ("true", "1", "yes")


def finite(value: str) -> float:
    """Return a number that JSON has too. Raises ValueError."""
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(value)
    return number


YES: Reading = (yes_or_no, True)
NO: Reading = (yes_or_no, False)
TEXT: Reading = (str, None)
OBJECTIVE: Reading = (objective_identifier, None)

CONTROL_MODE: Mapping[str, Reading] = {
    "choice": YES,
    "choiceExit": YES,
    "flow": NO,
    "forwardOnly": NO,
    "useCurrentAttemptObjectiveInfo": YES,
    "useCurrentAttemptProgressInfo": YES,
}
RULE_CONDITION: Mapping[str, Reading] = {
    "condition": (str, "always"),
    "operator": (str, "noOp"),
    "referencedObjective": OBJECTIVE,
    "measureThreshold": (finite, None),
}
LIMIT_CONDITIONS: Mapping[str, Reading] = {
    "attemptLimit": (int, None),
    **dict.fromkeys(
        (
            "attemptAbsoluteDurationLimit",
            "attemptExperiencedDurationLimit",
            "activityAbsoluteDurationLimit",
            "activityExperiencedDurationLimit",
            "beginTimeLimit",
            "endTimeLimit",
        ),
        TEXT,
    ),
}
ROLLUP_RULES: Mapping[str, Reading] = {
    "rollupObjectiveSatisfied": YES,
    "rollupProgressCompletion": YES,
    "objectiveMeasureWeight": (finite, 1.0),
}
ROLLUP_RULE: Mapping[str, Reading] = {
    "childActivitySet": (str, "all"),
    "minimumCount": (int, 0),
    "minimumPercent": (finite, 0.0),
}
ROLLUP_CONDITION: Mapping[str, Reading] = {"condition": TEXT, "operator": (str, "noOp")}
MAP_INFO: Mapping[str, Reading] = {
    "targetObjectiveID": OBJECTIVE,
    "readSatisfiedStatus": YES,
    "readNormalizedMeasure": YES,
    "writeSatisfiedStatus": NO,
    "writeNormalizedMeasure": NO,
}
#: adlseq:objectives, 4th edition (SN 4.2.10.1)
ADL_MAP_INFO: Mapping[str, Reading] = {
    "targetObjectiveID": OBJECTIVE,
    **dict.fromkeys(
        ("readRawScore", "readMinScore", "readMaxScore", "readCompletionStatus", "readProgressMeasure"), YES
    ),
    **dict.fromkeys(
        ("writeRawScore", "writeMinScore", "writeMaxScore", "writeCompletionStatus", "writeProgressMeasure"),
        NO,
    ),
}
RANDOMIZATION: Mapping[str, Reading] = {
    "randomizationTiming": (str, "never"),
    "selectCount": (int, None),
    "reorderChildren": NO,
    "selectionTiming": (str, "never"),
}
DELIVERY: Mapping[str, Reading] = {"tracked": YES, "completionSetByContent": NO, "objectiveSetByContent": NO}
CONSTRAINED_CHOICE: Mapping[str, Reading] = {"preventActivation": NO, "constrainChoice": NO}
ROLLUP_CONSIDERATIONS: Mapping[str, Reading] = {
    "requiredForSatisfied": (str, "always"),
    "requiredForNotSatisfied": (str, "always"),
    "requiredForCompleted": (str, "always"),
    "requiredForIncomplete": (str, "always"),
    "measureSatisfactionIfActive": YES,
}
#: the elements that are nothing but their attributes
PLAIN = {
    "controlMode": CONTROL_MODE,
    "limitConditions": LIMIT_CONDITIONS,
    "randomizationControls": RANDOMIZATION,
    "deliveryControls": DELIVERY,
    "constrainedChoiceConsiderations": CONSTRAINED_CHOICE,
    "rollupConsiderations": ROLLUP_CONSIDERATIONS,
}


def read_attributes(element: Element, readings: Mapping[str, Reading]) -> dict[str, Any]:
    """Return the named attributes; an invalid value counts as missing."""
    values = {}
    for name, (read, default) in readings.items():
        written = attribute(element, name)
        try:
            value = read(written) if written else default
        except ValueError:
            value = default
        if value is not None:
            values[name] = value
    return values


def parse_sequencing(element: Element | None) -> dict[str, Any]:
    """Return an imsss:sequencing element's own data, without what its IDRef adds; {} for None.

    "adlObjectives" has the objectives of adlseq; `join_objectives` merges them.
    """
    if element is None:
        return {}
    data: dict[str, Any] = {
        name: read_attributes(control, readings)
        for name, readings in PLAIN.items()
        if (control := child(element, name)) is not None
    }
    if (rules := child(element, "sequencingRules")) is not None:
        data["sequencingRules"] = {
            f"{kind}s": [parse_rule(rule) for rule in children(rules, kind)]
            for kind in ("preConditionRule", "exitConditionRule", "postConditionRule")
        }
    if (rollup := child(element, "rollupRules")) is not None:
        data["rollupRules"] = {
            **read_attributes(rollup, ROLLUP_RULES),
            "rules": [parse_rollup_rule(rule) for rule in children(rollup, "rollupRule")],
        }
    objectives, adl_objectives = parse_objectives(element)
    if objectives:
        data["objectives"] = objectives
    if adl_objectives:
        data["adlObjectives"] = adl_objectives
    if (resources := child(element, "auxiliaryResources")) is not None:
        data["auxiliaryResources"] = [
            read_attributes(resource, {"auxiliaryResourceID": TEXT, "purpose": TEXT})
            for resource in children(resources, "auxiliaryResource")
        ]
    return data


def parse_rule(rule: Element) -> dict[str, Any]:
    conditions = child(rule, "ruleConditions")
    action = child(rule, "ruleAction")
    return {
        "conditionCombination": combination(conditions, "all"),
        "conditions": [read_attributes(c, RULE_CONDITION) for c in children(conditions, "ruleCondition")],
        "action": "" if action is None else attribute(action, "action"),
    }


def parse_rollup_rule(rule: Element) -> dict[str, Any]:
    conditions = child(rule, "rollupConditions")
    action = child(rule, "rollupAction")
    return {
        **read_attributes(rule, ROLLUP_RULE),
        "conditionCombination": combination(conditions, "any"),
        "conditions": [read_attributes(c, ROLLUP_CONDITION) for c in children(conditions, "rollupCondition")],
        "action": "" if action is None else attribute(action, "action"),
    }


def combination(conditions: Element | None, default: str) -> str:
    return default if conditions is None else attribute(conditions, "conditionCombination", default)


def parse_objectives(sequencing: Element) -> tuple[list[dict[str, Any]], dict[str, list[dict[str, Any]]]]:
    """Return the objectives of imsss, the primary one first, and the maps of adlseq by objective."""
    objectives = []
    own = adl = None
    for group in children(sequencing, "objectives"):
        if child(group, "primaryObjective") is not None or "imsss" in group.tag:
            own = group
        else:
            adl = group
    for element in () if own is None else own:
        kind = local_name(element)
        if kind in ("primaryObjective", "objective"):
            objectives.append(parse_objective(element, primary=kind == "primaryObjective"))
    maps = {
        objective_identifier(attribute(element, "objectiveID")): [
            read_attributes(info, ADL_MAP_INFO) for info in children(element, "mapInfo")
        ]
        for element in children(adl, "objective")
    }
    return sorted(objectives, key=lambda objective: not objective["primary"]), maps


def join_objectives(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return sequencing data with the maps of "adlObjectives" at the objectives that they belong to.

    Either may come from the IDRef. Of two objectives with one identifier the first is used.
    """
    joined = {name: value for name, value in data.items() if name != "adlObjectives"}
    maps = dict(data.get("adlObjectives", {}))
    if maps and "objectives" in data:
        joined["objectives"] = [
            {**objective, "mapInfo": merge_maps(objective["mapInfo"], maps.pop(objective["objectiveID"], []))}
            for objective in data["objectives"]
        ]
    return joined


def parse_objective(element: Element, *, primary: bool) -> dict[str, Any]:
    by_measure = flag(element, "satisfiedByMeasure", False)
    measure = child(element, "minNormalizedMeasure")
    written = "" if measure is None else (measure.text or "").strip()
    try:
        minimum = finite(written) if written else 1.0
    except ValueError:
        minimum = 1.0
    return {
        "objectiveID": objective_identifier(attribute(element, "objectiveID")),
        "primary": primary,
        "satisfiedByMeasure": by_measure,
        "minNormalizedMeasure": minimum,
        "mapInfo": [read_attributes(info, MAP_INFO) for info in children(element, "mapInfo")],
    }


def merge_maps(own: list[dict[str, Any]], extra: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the maps of imsss and adlseq, merged by target objective."""
    merged = {info.get("targetObjectiveID", ""): info for info in own}
    for info in extra:
        target = info.get("targetObjectiveID", "")
        merged[target] = {**merged.get(target, {}), **info}
    return list(merged.values())
