"""The Tracking Model and the Activity State Model (SN 4.1, AM.1).

A state is one JSON value (`to_json`, `from_json`). An unknown status is None: the standard's pairs of status
and value ("Objective Progress Status", "Objective Satisfied Status") are one optional value here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, TypeGuard

#: changes when stored states become incompatible
FORMAT = 1


@dataclass(slots=True)
class ObjectiveInformation:
    """The tracking data of an objective, local or global (TM.1.1).

    In the 4th edition an objective also has a completion. That of the objective that contributes to rollup is
    the activity's own: Attempt Completion Status and Attempt Completion Amount (TM.1.2.2).
    """

    satisfied: bool | None = None
    #: -1..1
    measure: float | None = None
    raw: float | None = None
    min: float | None = None
    max: float | None = None
    completed: bool | None = None
    #: 0..1
    progress: float | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the known values, by item."""
        return {item: value for item in ITEMS if (value := getattr(self, item)) is not None}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ObjectiveInformation:
        return cls(**{item: data[item] for item in ITEMS if item in data})

    def copy(self) -> ObjectiveInformation:
        return ObjectiveInformation(
            self.satisfied, self.measure, self.raw, self.min, self.max, self.completed, self.progress
        )


ITEMS = tuple(item.name for item in fields(ObjectiveInformation))
#: the items of the objective itself, and those of the progress within an attempt
OBJECTIVE_ITEMS = ("satisfied", "measure", "raw", "min", "max")
PROGRESS_ITEMS = ("completed", "progress")


@dataclass(slots=True)
class ActivityState:
    """The tracking data of one activity (TM.1.2, AM.1.1)."""

    is_active: bool = False
    is_suspended: bool = False
    #: Activity Attempt Count; Activity Progress Status is whether there was any
    attempts: int = 0
    #: Available Children by identifier, in their order; None for all of them as the manifest has them
    children: tuple[str, ...] | None = None
    #: local objectives by number, those with a known value
    objectives: dict[int, ObjectiveInformation] = field(default_factory=dict)

    def copy(self) -> ActivityState:
        objectives = {number: info.copy() for number, info in self.objectives.items()}
        return replace(self, objectives=objectives)

    def to_json(self, identifiers: tuple[str, ...]) -> dict[str, Any]:
        data: dict[str, Any] = {}
        if self.is_active:
            data["active"] = True
        if self.is_suspended:
            data["suspended"] = True
        if self.attempts:
            data["attempts"] = self.attempts
        if self.children is not None:
            data["children"] = list(self.children)
        known = {
            identifiers[number] if number else "": info.to_json() for number, info in self.objectives.items()
        }
        if known := {identifier: info for identifier, info in known.items() if info}:
            data["objectives"] = known
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any], numbers: Mapping[str, int]) -> ActivityState:
        children = data.get("children")
        return cls(
            is_active=data.get("active", False),
            is_suspended=data.get("suspended", False),
            attempts=data.get("attempts", 0),
            children=None if children is None else tuple(children),
            objectives={
                numbers[identifier]: ObjectiveInformation.from_json(info)
                for identifier, info in data.get("objectives", {}).items()
                if identifier in numbers
            },
        )


State = Mapping[str, Any]


def new_state(global_objectives: Mapping[str, Any] | None = None) -> State:
    """Return the state before the first request, with the initial global objectives."""
    return {
        "format": FORMAT,
        "current": None,
        "suspended": None,
        "activities": {},
        "objectives": dict(global_objectives or {}),
    }


def is_current_format(stored: Mapping[str, Any] | None) -> TypeGuard[State]:
    """Return whether a stored value is a state of this version's format."""
    return stored is not None and stored.get("format") == FORMAT
