"""Construction of an activity tree from the parsed manifest's plain data.

`imsss:sequencing` as nested plain data, named as in the standard's XML binding (CAM 5), an absent element
absent: {"controlMode": {"flow": true, …}, "sequencingRules": {"preConditionRules": […], …}, …}.
Values without a meaning in SCORM are ignored, never refused: the import has checked them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, TypeVar

from scorm.sequencing.model.definition import (
    CompletionThreshold,
    ControlMode,
    DeliveryControls,
    Objective,
    ObjectiveMap,
    Randomization,
    RollupControls,
    RollupRule,
    RuleCondition,
    SequencingDefinition,
    SequencingRule,
)
from scorm.sequencing.model.enums import (
    ChildActivitySet,
    Condition,
    Edition,
    RollupAction,
    RollupConsideration,
    RuleAction,
    Timing,
)
from scorm.sequencing.model.tree import ROOT, Activity, ActivityTree

Data = Mapping[str, Any]
Word = TypeVar("Word", bound=StrEnum)
Controls = TypeVar("Controls", ControlMode, DeliveryControls)

#: mapInfo's names of the items, without the prefixes read and write
MAPPED_ITEMS = {
    "SatisfiedStatus": "satisfied",
    "NormalizedMeasure": "measure",
    "RawScore": "raw",
    "MinScore": "min",
    "MaxScore": "max",
    "CompletionStatus": "completed",
    "ProgressMeasure": "progress",
}
#: those of imsss:mapInfo; the others are adlseq:mapInfo's, of the 4th edition
SHARED_BEFORE_4TH = frozenset({"satisfied", "measure"})


@dataclass(frozen=True)
class Item:
    """One item of a manifest's organization."""

    identifier: str
    sequencing: Data
    is_visible: bool = True
    children: Sequence[Item] = ()


def edition_of(schema_version: str) -> Edition:
    """Return the edition of a manifest's schemaversion, the newest where it has none."""
    if "CAM 1.3" in schema_version or "2nd" in schema_version:
        return Edition.SECOND
    return Edition.THIRD if "3rd" in schema_version else Edition.FOURTH


def build_tree(items: Sequence[Item], sequencing: Data, *, edition: Edition = Edition.FOURTH) -> ActivityTree:
    """Return the activity tree of an organization with its items."""
    root = Activity(ROOT, read_definition(sequencing, edition))
    waiting: list[tuple[Activity, Sequence[Item]]] = [(root, items)]
    while waiting:
        parent, below = waiting.pop()
        children = [
            Activity(
                item.identifier,
                read_definition(item.sequencing, edition),
                parent=parent,
                is_visible=item.is_visible,
            )
            for item in below
        ]
        parent.children = tuple(children)
        waiting.extend((child, item.children) for child, item in zip(children, below, strict=True))
    return ActivityTree(
        root,
        edition=edition,
        resets_global_objectives=sequencing.get("objectivesGlobalToSystem") is False,
    )


def read_definition(data: Data, edition: Edition = Edition.FOURTH) -> SequencingDefinition:
    """Return the sequencing definition of one activity."""
    rules = data.get("sequencingRules", {})
    constrained = data.get("constrainedChoiceConsiderations", {})
    attempt_limit = data.get("limitConditions", {}).get("attemptLimit")
    return SequencingDefinition(
        control_mode=_plain(ControlMode, data.get("controlMode", {})),
        precondition_rules=_rules(rules.get("preConditionRules", ())),
        exit_rules=_rules(rules.get("exitConditionRules", ())),
        postcondition_rules=_rules(rules.get("postConditionRules", ())),
        attempt_limit=attempt_limit if attempt_limit is not None and attempt_limit >= 0 else None,
        rollup_rules=_rollup_rules(data.get("rollupRules", {})),
        rollup_controls=_rollup_controls(data),
        objectives=_objectives(data.get("objectives", ()), edition),
        completion_threshold=_completion_threshold(data.get("completionThreshold", {})),
        randomization=_randomization(data.get("randomizationControls", {})),
        delivery_controls=_plain(DeliveryControls, data.get("deliveryControls", {})),
        prevents_activation=constrained.get("preventActivation", False),
        constrains_choice=constrained.get("constrainChoice", False),
        hide_lms_ui=tuple(data.get("hideLMSUI", ())),
    )


def _word(words: type[Word], written: object) -> Word | None:
    try:
        return words(str(written))
    except ValueError:
        return None


def _plain(controls: type[Controls], data: Data) -> Controls:
    """Return controls whose fields are named like the attributes, in snake case, with the same defaults."""
    names = {name: re.sub(r"([A-Z])", r"_\1", name).lower() for name in data}
    known = {field.name for field in fields(controls)}
    return controls(**{names[name]: value for name, value in data.items() if names[name] in known})


def _rules(rules: Sequence[Data]) -> tuple[SequencingRule, ...]:
    return tuple(
        SequencingRule(action, _conditions(rule["conditions"]), rule.get("conditionCombination") != "any")
        for rule in rules
        if (action := _word(RuleAction, rule["action"])) is not None
    )


def _conditions(conditions: Sequence[Data]) -> tuple[RuleCondition, ...]:
    """Return the conditions; one that is not of the standard always evaluates to Unknown."""
    return tuple(
        RuleCondition(
            _word(Condition, condition.get("condition")) or Condition.TIME_LIMIT_EXCEEDED,
            condition.get("operator") == "not",
            condition.get("referencedObjective", ""),
            condition.get("measureThreshold", 0.0),
        )
        for condition in conditions
    )


def _rollup_rules(data: Data) -> tuple[RollupRule, ...]:
    return tuple(
        RollupRule(
            action,
            _conditions(rule["conditions"]),
            rule.get("conditionCombination") == "all",
            _word(ChildActivitySet, rule.get("childActivitySet")) or ChildActivitySet.ALL,
            rule.get("minimumCount", 0),
            rule.get("minimumPercent", 0.0),
        )
        for rule in data.get("rules", ())
        if (action := _word(RollupAction, rule["action"])) is not None
    )


def _rollup_controls(data: Data) -> RollupControls:
    rollup, considered = data.get("rollupRules", {}), data.get("rollupConsiderations", {})

    def required(name: str) -> RollupConsideration:
        return _word(RollupConsideration, considered.get(name)) or RollupConsideration.ALWAYS

    return RollupControls(
        objective_satisfied=rollup.get("rollupObjectiveSatisfied", True),
        progress_completion=rollup.get("rollupProgressCompletion", True),
        objective_measure_weight=rollup.get("objectiveMeasureWeight", 1.0),
        required_for_satisfied=required("requiredForSatisfied"),
        required_for_not_satisfied=required("requiredForNotSatisfied"),
        required_for_completed=required("requiredForCompleted"),
        required_for_incomplete=required("requiredForIncomplete"),
        measure_satisfaction_if_active=considered.get("measureSatisfactionIfActive", True),
    )


def _objectives(data: Sequence[Data], edition: Edition) -> tuple[Objective, ...]:
    """Return the objectives, the one that contributes to rollup first; every activity has that one."""
    primary = [objective for objective in data if objective["primary"]][:1]
    others = [objective for objective in data if not objective["primary"]]
    parsed = tuple(_objective(objective, edition) for objective in (*primary, *others))
    return parsed if primary else (Objective(), *parsed)


def _objective(data: Data, edition: Edition) -> Objective:
    return Objective(
        identifier=data.get("objectiveID", ""),
        satisfied_by_measure=data.get("satisfiedByMeasure", False),
        minimum_measure=data.get("minNormalizedMeasure", 1.0),
        maps=tuple(_map(info, edition) for info in data.get("mapInfo", ()) if info.get("targetObjectiveID")),
    )


def _map(data: Data, edition: Edition) -> ObjectiveMap:
    items = set(MAPPED_ITEMS.values()) if edition == Edition.FOURTH else SHARED_BEFORE_4TH

    def mapped(way: str) -> frozenset[str]:
        return frozenset(
            item for name, item in MAPPED_ITEMS.items() if data.get(way + name) and item in items
        )

    return ObjectiveMap(data["targetObjectiveID"], mapped("read"), mapped("write"))


def _completion_threshold(data: Data) -> CompletionThreshold:
    minimum = data.get("minProgressMeasure")
    weight = data.get("progressWeight")
    return CompletionThreshold(
        completed_by_measure=bool(data.get("completedByMeasure", False)) and minimum is not None,
        minimum_progress_measure=1.0 if minimum is None else minimum,
        progress_weight=1.0 if weight is None else weight,
    )


def _randomization(data: Data) -> Randomization:
    return Randomization(
        selection_timing=_word(Timing, data.get("selectionTiming")) or Timing.NEVER,
        select_count=data.get("selectCount"),
        randomization_timing=_word(Timing, data.get("randomizationTiming")) or Timing.NEVER,
        reorder_children=data.get("reorderChildren", False),
    )
