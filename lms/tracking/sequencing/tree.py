"""From a parsed manifest to the activity tree that scorm-again's engine takes (its `ActivitySettings`).

The names on the left are the engine's, those on the right the standard's (SN 4.2, CAM 5). Every control mode
is written out: the engine's own defaults differ from the standard's (its flow is on where the manifest is
silent).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from courses.manifest import Manifest, ManifestItem

#: the organization's own activity; no item of a manifest can be called so
ROOT = ":organization"
#: a primary objective without an ID: the engine needs one, and shows content none that is only spaces
UNNAMED = " "

Sequencing = Mapping[str, Any]

#: SN 4.2.1: where the manifest is silent
CONTROL_MODE = {
    "choice": True,
    "choiceExit": True,
    "flow": False,
    "forwardOnly": False,
    "useCurrentAttemptObjectiveInfo": True,
    "useCurrentAttemptProgressInfo": True,
}
#: SN 4.2.4, measured in the engine's words
RULE_WORDS = {"activityProgressKnown": "progressKnown"}


def activity_tree(manifest: Manifest) -> dict[str, Any]:
    """Return the whole organization as the engine's settings."""
    return {
        **_activity(ROOT, manifest.title, manifest.sequencing),
        "children": [_item(item) for item in manifest.items],
    }


def _item(item: ManifestItem) -> dict[str, Any]:
    activity = {**_activity(item.identifier, item.title, item.sequencing), "isVisible": item.visible}
    if item.time_limit_action:
        activity["timeLimitAction"] = item.time_limit_action
    if item.children:
        activity["children"] = [_item(child) for child in item.children]
    return activity


def _activity(identifier: str, title: str, sequencing: Sequencing) -> dict[str, Any]:
    activity: dict[str, Any] = {
        "id": identifier,
        "title": title,
        "sequencingControls": _controls(sequencing),
        "deliveryControls": dict(sequencing.get("deliveryControls", {})),
        "hideLmsUi": list(sequencing.get("hideLMSUI", ())),
        "sharedDataMaps": list(sequencing.get("sharedData", ())),
    }
    # Limits of duration are the content's to keep (cmi.max_time_allowed): SCORM has the attempt limit alone
    # judged (SN 3.4), and the engine delivers nothing where a duration is limited (docs/scorm-again.md).
    for name in ("attemptLimit", "beginTimeLimit", "endTimeLimit"):
        if name in sequencing.get("limitConditions", {}):
            activity[name] = sequencing["limitConditions"][name]
    if rules := sequencing.get("sequencingRules"):
        activity["sequencingRules"] = {kind: [_rule(rule) for rule in told] for kind, told in rules.items()}
    if rollup := sequencing.get("rollupRules"):
        activity["rollupRules"] = {"rules": [_rollup_rule(rule) for rule in rollup["rules"]]}
    if considerations := sequencing.get("rollupConsiderations"):
        activity["rollupConsiderations"] = dict(considerations)
    if threshold := sequencing.get("completionThreshold"):
        activity["completionThreshold"] = dict(threshold)
    if objectives := sequencing.get("objectives"):
        activity["objectives"] = [_objective(objective) for objective in objectives]
    return activity


def _controls(sequencing: Sequencing) -> dict[str, Any]:
    """The control modes, and what the engine counts among them: rollup, random order, limits of choice."""
    rollup = sequencing.get("rollupRules", {})
    random = sequencing.get("randomizationControls", {})
    constrained = sequencing.get("constrainedChoiceConsiderations", {})
    controls = {
        **CONTROL_MODE,
        **sequencing.get("controlMode", {}),
        "rollupObjectiveSatisfied": rollup.get("rollupObjectiveSatisfied", True),
        "rollupProgressCompletion": rollup.get("rollupProgressCompletion", True),
        "objectiveMeasureWeight": rollup.get("objectiveMeasureWeight", 1.0),
        "preventActivation": constrained.get("preventActivation", False),
        "constrainChoice": constrained.get("constrainChoice", False),
        "randomizationTiming": random.get("randomizationTiming", "never"),
        "selectionTiming": random.get("selectionTiming", "never"),
        "randomizeChildren": random.get("reorderChildren", False),
    }
    if "selectCount" in random:
        controls["selectCount"] = random["selectCount"]
    return controls


def _rule(rule: Sequencing) -> dict[str, Any]:
    return {
        "action": rule["action"],
        "conditionCombination": rule["conditionCombination"],
        "conditions": [_condition(condition) for condition in rule["conditions"]],
    }


def _condition(condition: Sequencing) -> dict[str, Any]:
    made: dict[str, Any] = {
        "condition": _engine_word(condition["condition"]),
        "operator": condition["operator"],
    }
    if "referencedObjective" in condition:
        made["referencedObjective"] = condition["referencedObjective"]
    if "measureThreshold" in condition:
        made["parameters"] = {"threshold": condition["measureThreshold"]}
    return made


def _engine_word(condition: str) -> str:
    return RULE_WORDS.get(condition, condition)


def _rollup_rule(rule: Sequencing) -> dict[str, Any]:
    return {
        "action": rule["action"],
        "consideration": rule["childActivitySet"],
        "minimumCount": rule["minimumCount"],
        # 0..1 in the manifest (SN 4.2.6), 0..100 in the engine
        "minimumPercent": rule["minimumPercent"] * 100,
        "conditionCombination": rule["conditionCombination"],
        "conditions": [
            {
                **condition,
                "condition": _engine_word(condition.get("condition", "")),
            }
            for condition in rule["conditions"]
        ],
    }


def _objective(objective: Sequencing) -> dict[str, Any]:
    return {
        "objectiveID": objective["objectiveID"] or UNNAMED,
        "isPrimary": objective["primary"],
        "satisfiedByMeasure": objective["satisfiedByMeasure"],
        "minNormalizedMeasure": objective["minNormalizedMeasure"],
        "mapInfo": [dict(info) for info in objective["mapInfo"]],
    }
