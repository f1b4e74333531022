"""The Sequencing Definition Model (SN 3) of one activity, with all defaults."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from scorm.identifiers import objective_identifier
from scorm.sequencing.model.enums import (
    ChildActivitySet,
    Condition,
    RollupAction,
    RollupConsideration,
    RuleAction,
    Timing,
)


@dataclass(frozen=True)
class ControlMode:
    """Sequencing Control Modes (SN 3.2)."""

    choice: bool = True
    choice_exit: bool = True
    flow: bool = False
    forward_only: bool = False
    use_current_attempt_objective_info: bool = True
    use_current_attempt_progress_info: bool = True


@dataclass(frozen=True)
class RuleCondition:
    """One condition of a sequencing or a rollup rule."""

    condition: Condition
    is_negated: bool = False
    #: "" for the objective that contributes to rollup
    referenced_objective: str = ""
    measure_threshold: float = 0.0


@dataclass(frozen=True)
class SequencingRule:
    """A precondition, exit or post condition rule (SN 3.4)."""

    action: RuleAction
    conditions: tuple[RuleCondition, ...] = ()
    #: Condition Combination All, else Any
    requires_all: bool = True


@dataclass(frozen=True)
class RollupRule:
    """A rollup rule (SN 3.7)."""

    action: RollupAction
    conditions: tuple[RuleCondition, ...] = ()
    requires_all: bool = False
    child_activity_set: ChildActivitySet = ChildActivitySet.ALL
    minimum_count: int = 0
    #: 0..1
    minimum_percent: float = 0.0


@dataclass(frozen=True)
class ObjectiveMap:
    """The map of a local objective to a global one (SN 3.10.3): the items read from it and written to it.

    Items are named as the fields of ObjectiveInformation.
    """

    target: str
    reads: frozenset[str] = frozenset({"satisfied", "measure"})
    writes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Objective:
    """A local objective (SN 3.10). An activity's first one is the one that contributes to rollup."""

    identifier: str = ""
    satisfied_by_measure: bool = False
    minimum_measure: float = 1.0
    maps: tuple[ObjectiveMap, ...] = ()

    @cached_property
    def read_targets(self) -> Mapping[str, str]:
        """Return the global objective that each item is read from; the first map that reads it counts."""
        targets: dict[str, str] = {}
        for mapping in self.maps:
            for item in mapping.reads:
                targets.setdefault(item, mapping.target)
        return targets

    @cached_property
    def write_targets(self) -> Mapping[str, tuple[str, ...]]:
        """Return the global objectives that each item is written to."""
        targets: dict[str, tuple[str, ...]] = {}
        for mapping in self.maps:
            for item in mapping.writes:
                targets[item] = (*targets.get(item, ()), mapping.target)
        return targets


@dataclass(frozen=True)
class RollupControls:
    """Rollup Controls (SN 3.8.1) and adlseq:rollupConsiderations."""

    objective_satisfied: bool = True
    progress_completion: bool = True
    objective_measure_weight: float = 1.0
    required_for_satisfied: RollupConsideration = RollupConsideration.ALWAYS
    required_for_not_satisfied: RollupConsideration = RollupConsideration.ALWAYS
    required_for_completed: RollupConsideration = RollupConsideration.ALWAYS
    required_for_incomplete: RollupConsideration = RollupConsideration.ALWAYS
    measure_satisfaction_if_active: bool = True

    @cached_property
    def considerations(self) -> Mapping[RollupAction, RollupConsideration | None]:
        """Return when the activity contributes to each status of its parent, None for never."""
        required = {
            RollupAction.SATISFIED: self.required_for_satisfied,
            RollupAction.NOT_SATISFIED: self.required_for_not_satisfied,
            RollupAction.COMPLETED: self.required_for_completed,
            RollupAction.INCOMPLETE: self.required_for_incomplete,
        }
        objective = (RollupAction.SATISFIED, RollupAction.NOT_SATISFIED)
        return {
            action: consideration
            if (self.objective_satisfied if action in objective else self.progress_completion)
            else None
            for action, consideration in required.items()
        }


@dataclass(frozen=True)
class CompletionThreshold:
    """adlcp:completionThreshold (CAM 3.4.1.12)."""

    completed_by_measure: bool = False
    minimum_progress_measure: float = 1.0
    progress_weight: float = 1.0


@dataclass(frozen=True)
class Randomization:
    """Selection and Randomization Controls (SN 3.9)."""

    selection_timing: Timing = Timing.NEVER
    select_count: int | None = None
    randomization_timing: Timing = Timing.NEVER
    reorder_children: bool = False

    @property
    def selects(self) -> bool:
        return self.selection_timing != Timing.NEVER and self.select_count is not None

    @property
    def reorders(self) -> bool:
        return self.randomization_timing != Timing.NEVER and self.reorder_children


@dataclass(frozen=True)
class DeliveryControls:
    """Delivery Controls (SN 3.11)."""

    tracked: bool = True
    completion_set_by_content: bool = False
    objective_set_by_content: bool = False


#: RB.1.2 b and RB.1.3 b: the default rules where an activity has none for the status, in this order
DEFAULT_ROLLUP_RULES: Mapping[RollupAction, RollupRule] = {
    RollupAction.NOT_SATISFIED: RollupRule(
        RollupAction.NOT_SATISFIED, (RuleCondition(Condition.OBJECTIVE_STATUS_KNOWN),)
    ),
    RollupAction.SATISFIED: RollupRule(RollupAction.SATISFIED, (RuleCondition(Condition.SATISFIED),)),
    RollupAction.INCOMPLETE: RollupRule(
        RollupAction.INCOMPLETE, (RuleCondition(Condition.ACTIVITY_PROGRESS_KNOWN),)
    ),
    RollupAction.COMPLETED: RollupRule(RollupAction.COMPLETED, (RuleCondition(Condition.COMPLETED),)),
}
_PAIRS = (
    (RollupAction.SATISFIED, RollupAction.NOT_SATISFIED),
    (RollupAction.COMPLETED, RollupAction.INCOMPLETE),
)


@dataclass(frozen=True)
class SequencingDefinition:
    """The sequencing definition of one activity."""

    control_mode: ControlMode = ControlMode()
    precondition_rules: tuple[SequencingRule, ...] = ()
    exit_rules: tuple[SequencingRule, ...] = ()
    postcondition_rules: tuple[SequencingRule, ...] = ()
    #: None where there is no limit
    attempt_limit: int | None = None
    rollup_rules: tuple[RollupRule, ...] = ()
    rollup_controls: RollupControls = RollupControls()
    objectives: tuple[Objective, ...] = (Objective(),)
    completion_threshold: CompletionThreshold = CompletionThreshold()
    randomization: Randomization = Randomization()
    delivery_controls: DeliveryControls = DeliveryControls()
    prevents_activation: bool = False
    constrains_choice: bool = False
    hide_lms_ui: tuple[str, ...] = field(default=())

    @property
    def primary_objective(self) -> Objective:
        return self.objectives[0]

    @cached_property
    def objective_numbers(self) -> Mapping[str, int]:
        """Return the number of each objective, by identifier; "" is the one that contributes to rollup."""
        numbers = {objective.identifier: number for number, objective in enumerate(self.objectives)}
        return {**numbers, "": 0}

    def objective_number(self, identifier: str) -> int | None:
        """Return the number of the objective that content names, decoded where it is written as a URI.

        None for an objective that is not in the manifest, and for "".
        """
        if not identifier:
            return None
        numbers = self.objective_numbers
        number = numbers.get(identifier)
        return numbers.get(objective_identifier(identifier) or identifier) if number is None else number

    @cached_property
    def rules_by_action(self) -> Mapping[RuleAction, tuple[SequencingRule, ...]]:
        """Return the precondition rules by their action."""
        actions = {rule.action for rule in self.precondition_rules}
        return {
            action: tuple(rule for rule in self.precondition_rules if rule.action == action)
            for action in actions
        }

    @cached_property
    def rollup_rules_by_action(self) -> Mapping[RollupAction, tuple[RollupRule, ...]]:
        """Return the rollup rules by action, with the default rules where a status has none."""
        rules: dict[RollupAction, tuple[RollupRule, ...]] = {}
        for pair in _PAIRS:
            is_default = not any(rule.action in pair for rule in self.rollup_rules)
            for action in pair:
                own = tuple(rule for rule in self.rollup_rules if rule.action == action)
                rules[action] = (DEFAULT_ROLLUP_RULES[action],) if is_default else own
        return rules
