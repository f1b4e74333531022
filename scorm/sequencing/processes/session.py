"""The working copy of a state while one request is processed, with access to its tracking data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from scorm.sequencing.model.enums import Edition
from scorm.sequencing.model.sco import ScoData
from scorm.sequencing.model.state import (
    FORMAT,
    OBJECTIVE_ITEMS,
    PROGRESS_ITEMS,
    ActivityState,
    ObjectiveInformation,
    State,
)
from scorm.sequencing.model.tree import Activity, ActivityTree

_UNTOUCHED = ActivityState()
_NOTHING_KNOWN = ObjectiveInformation()


@dataclass
class Session:
    """One sequencing session: the tree, the Global State Information (AM.1.2) and all tracking data."""

    tree: ActivityTree
    #: by the activity's number; missing ones were never changed
    states: dict[int, ActivityState] = field(default_factory=dict)
    global_objectives: dict[str, ObjectiveInformation] = field(default_factory=dict)
    current: Activity | None = None
    suspended: Activity | None = None
    #: the seed of random selections and orders
    seed: str = ""
    #: what the content of the current activity has set, None where it set nothing
    sco: ScoData | None = None
    #: global objectives whose values have changed since this was last emptied
    written: set[str] = field(default_factory=set)
    #: children drawn for the next attempt on a cluster whose last one has ended (SR.1, SR.2)
    next_children: dict[int, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def load(cls, tree: ActivityTree, state: State, seed: str = "", sco: ScoData | None = None) -> Session:
        """Return a working copy, without activities that are not in the tree."""
        states = {}
        for identifier, data in state["activities"].items():
            if activity := tree.get(identifier):
                numbers = activity.definition.objective_numbers
                states[activity.number] = ActivityState.from_json(data, numbers)
        return cls(
            tree,
            states,
            {t: ObjectiveInformation.from_json(info) for t, info in state["objectives"].items()},
            tree.get(state["current"] or ""),
            tree.get(state["suspended"] or ""),
            seed,
            sco,
        )

    def to_json(self) -> dict[str, Any]:
        """Return the state as one JSON value."""
        activities = {}
        for number, state in self.states.items():
            activity = self.tree.activities[number]
            identifiers = tuple(objective.identifier for objective in activity.definition.objectives)
            if data := state.to_json(identifiers):
                activities[activity.identifier] = data
        known = {target: info.to_json() for target, info in self.global_objectives.items()}
        return {
            "format": FORMAT,
            "current": self.current.identifier if self.current else None,
            "suspended": self.suspended.identifier if self.suspended else None,
            "activities": activities,
            "objectives": {target: info for target, info in known.items() if info},
        }

    def copy(self) -> Session:
        """Return a session that can be changed without changing this one."""
        return Session(
            self.tree,
            {number: state.copy() for number, state in self.states.items()},
            {target: info.copy() for target, info in self.global_objectives.items()},
            self.current,
            self.suspended,
            self.seed,
            self.sco,
        )

    # Activity State Model

    def state_of(self, activity: Activity) -> ActivityState:
        """Return the tracking data of an activity, read-only."""
        return self.states.get(activity.number, _UNTOUCHED)

    def edit(self, activity: Activity) -> ActivityState:
        """Return the tracking data of an activity, to be changed."""
        if activity.number not in self.states:
            self.states[activity.number] = ActivityState()
        return self.states[activity.number]

    def is_active(self, activity: Activity) -> bool:
        return self.state_of(activity).is_active

    def is_suspended(self, activity: Activity) -> bool:
        return self.state_of(activity).is_suspended

    def available_children(self, activity: Activity) -> tuple[Activity, ...]:
        """Return Available Children (AM.1.1): those that were selected, in the order that was drawn."""
        return self._in_order(activity, self.state_of(activity).children)

    def children_for_flow(self, activity: Activity) -> tuple[Activity, ...]:
        """Return Available Children of the attempt that is open, or of the one that a flow would begin."""
        kept = self.state_of(activity).children
        return self._in_order(activity, self.next_children.get(activity.number, kept))

    def siblings_for_flow(self, activity: Activity) -> tuple[Activity, ...]:
        """Return the siblings among which a flow continues from an activity, with itself.

        From one of the ended attempt that the next lacks, it continues among those of the ended attempt.
        """
        parent = activity.parent
        if parent is None:
            return (activity,)
        following = self.children_for_flow(parent)
        if parent.number not in self.next_children or activity in following:
            return following
        return self.available_children(parent)

    @staticmethod
    def _in_order(activity: Activity, drawn: tuple[str, ...] | None) -> tuple[Activity, ...]:
        if drawn is None:
            return activity.children
        by_identifier = {child.identifier: child for child in activity.children}
        return tuple(by_identifier[identifier] for identifier in drawn if identifier in by_identifier)

    def is_available(self, activity: Activity) -> bool:
        """Return whether an activity is among its parent's Available Children."""
        drawn = self.state_of(activity.parent).children if activity.parent else None
        return drawn is None or activity.identifier in drawn

    # Tracking Model: objectives

    def local(self, activity: Activity, number: int) -> ObjectiveInformation:
        """Return the tracking data of a local objective by itself, read-only."""
        return self.state_of(activity).objectives.get(number, _NOTHING_KNOWN)

    def read(self, activity: Activity, number: int, item: str) -> Any:
        """Return an item of an objective through its read map (SN 3.10.3), None where it is unknown.

        From the 3rd edition on a known global value takes precedence over the local one; in the 2nd the
        global objective is read only where the local value is unknown.
        """
        if not activity.definition.delivery_controls.tracked:
            return None
        return self.read_mapped(activity, number, item)

    def read_mapped(self, activity: Activity, number: int, item: str) -> Any:
        """Return an item as `read` does, tracked or not, for the initial data of content."""
        value = getattr(self.local(activity, number), item)
        target = activity.definition.objectives[number].read_targets.get(item)
        if target is None or target not in self.global_objectives:
            return value
        shared = getattr(self.global_objectives[target], item)
        if shared is None or (self.tree.edition == Edition.SECOND and value is not None):
            return value
        return shared

    def satisfied(self, activity: Activity, number: int = 0) -> bool | None:
        """Return Objective Satisfied Status, by the measure where the objective is so defined (SN 3.10)."""
        definition = activity.definition
        objective = definition.objectives[number]
        if not objective.satisfied_by_measure:
            status: bool | None = self.read(activity, number, "satisfied")
            return status
        return self.satisfied_by_measure(activity, number, self.read(activity, number, "measure"))

    def satisfied_by_measure(self, activity: Activity, number: int, measure: float | None) -> bool | None:
        """Return the status that a measure gives an objective satisfied by measure (SN 3.10.2)."""
        definition = activity.definition
        if self.is_active(activity) and not definition.rollup_controls.measure_satisfaction_if_active:
            return None
        return None if measure is None else measure >= definition.objectives[number].minimum_measure

    def completed(self, activity: Activity, number: int = 0) -> bool | None:
        """Return Attempt Completion Status, or an objective's own completion (4th edition)."""
        if number or not self.is_completed_by_measure(activity):
            status: bool | None = self.read(activity, number, "completed")
            return status
        return self.completed_by_measure(activity, self.read(activity, 0, "progress"))

    def is_completed_by_measure(self, activity: Activity) -> bool:
        """Return whether the progress measure decides the completion (4th edition, SN 3.12)."""
        threshold = activity.definition.completion_threshold
        return threshold.completed_by_measure and self.tree.edition == Edition.FOURTH

    def completed_by_measure(self, activity: Activity, progress: float | None) -> bool | None:
        """Return the completion that a progress measure gives an activity, None without one."""
        threshold = activity.definition.completion_threshold.minimum_progress_measure
        return None if progress is None else progress >= threshold

    def measure(self, activity: Activity, number: int = 0) -> float | None:
        value: float | None = self.read(activity, number, "measure")
        return value

    def write(
        self,
        activity: Activity,
        number: int,
        item: str,
        value: float | bool | None,
        *,
        is_set_by_content: bool = False,
    ) -> None:
        """Set an item of an objective, and the global objectives that it is written to.

        A value that becomes unknown makes the global ones unknown, and so does one that content sets to
        unknown; one that never was known does not. A measure or progress that decides a status writes it too.
        """
        info = self.edit(activity).objectives.setdefault(number, ObjectiveInformation())
        if value is None and getattr(info, item) is None and not is_set_by_content:
            return
        setattr(info, item, value)
        is_by_measure = activity.definition.objectives[number].satisfied_by_measure
        if item != "satisfied" or not is_by_measure:
            self._share(activity, number, item, value)
        if item in {"satisfied", "measure"} and is_by_measure:
            self._share(activity, number, "satisfied", self.satisfied(activity, number))
        elif item == "progress" and not number and self.is_completed_by_measure(activity):
            self._share(activity, 0, "completed", self.completed_by_measure(activity, value))

    def share_statuses_by_measure(self, activity: Activity) -> None:
        """Write the statuses that were unknown while the attempt was open (measureSatisfactionIfActive)."""
        definition = activity.definition
        if definition.rollup_controls.measure_satisfaction_if_active:
            return
        for number, objective in enumerate(definition.objectives):
            if objective.satisfied_by_measure:
                self._share(activity, number, "satisfied", self.satisfied(activity, number))

    def _share(self, activity: Activity, number: int, item: str, value: float | bool | None) -> None:
        for target in activity.definition.objectives[number].write_targets.get(item, ()):
            shared = self.global_objectives.setdefault(target, ObjectiveInformation())
            if getattr(shared, item) != value:
                setattr(shared, item, value)
                self.written.add(target)

    def forget(self, activity: Activity, *, objectives: bool = True, progress: bool = True) -> None:
        """Initialise local tracking data for a new attempt; global objectives keep their values (DB.2)."""
        state = self.states.get(activity.number)
        if state is None:
            return
        forgotten = OBJECTIVE_ITEMS * objectives + PROGRESS_ITEMS * progress
        for info in state.objectives.values():
            for item in forgotten:
                setattr(info, item, None)
