"""The elements of the run-time data model that sequencing reads, as content has set them (RTE 4.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scorm.sequencing.model.enums import NavigationRequest

SUSPEND = "suspend"
#: values of cmi.exit after which the whole sequencing session ends (RTE 4.2.8)
EXITS_OF_SESSION = frozenset({"time-out", "logout"})
#: navigation requests that content may make, and those of them that have a target (SN 5.6.4)
CONTENT_REQUESTS = frozenset(NavigationRequest) - {NavigationRequest.START, NavigationRequest.RESUME_ALL}
TARGETED_REQUESTS = frozenset({NavigationRequest.CHOICE, NavigationRequest.JUMP})
_COMPLETED = {"completed": True, "incomplete": False, "not attempted": False}
_SATISFIED = {"passed": True, "failed": False}
#: the element of cmi.score or of the objective, and the item of the objective that it sets
_SCORES = {"scaled": "measure", "raw": "raw", "min": "min", "max": "max"}


@dataclass(frozen=True)
class ObjectiveData:
    """The items of one objective that content has set; a missing item was not set."""

    identifier: str
    items: Mapping[str, float | bool | None] = field(default_factory=dict)


@dataclass(frozen=True)
class ScoData:
    """The data that content has set in one session. A status that it set to "unknown" is None."""

    items: Mapping[str, float | bool | None] = field(default_factory=dict)
    objectives: tuple[ObjectiveData, ...] = ()
    #: cmi.exit
    exit: str = ""

    @property
    def is_suspended(self) -> bool:
        return self.exit == SUSPEND

    @classmethod
    def from_cmi(cls, cmi: Mapping[str, Any], exit: str | None = None) -> ScoData:  # noqa: A002 - cmi.exit
        """Return the data of a nested 2004 `cmi`, with `exit` in place of its own; ignore invalid values."""
        objectives = cmi.get("objectives") or {}
        listed = objectives.values() if isinstance(objectives, Mapping) else objectives
        return cls(
            _items_of(cmi),
            tuple(
                ObjectiveData(str(objective["id"]), _items_of(objective))
                for objective in listed
                if isinstance(objective, Mapping) and objective.get("id")
            ),
            str(cmi.get("exit") or "") if exit is None else exit,
        )


def _items_of(data: Mapping[str, Any]) -> dict[str, float | bool | None]:
    items: dict[str, float | bool | None] = {}
    if completion := data.get("completion_status"):
        items["completed"] = _COMPLETED.get(completion)
    if success := data.get("success_status"):
        items["satisfied"] = _SATISFIED.get(success)
    score = data.get("score")
    for element, item in _SCORES.items():
        value = _number(score.get(element)) if isinstance(score, Mapping) else None
        if value is not None and (item != "measure" or -1 <= value <= 1):
            items[item] = value
    progress = _number(data.get("progress_measure"))
    if progress is not None and 0 <= progress <= 1:
        items["progress"] = progress
    return items


def _number(value: object) -> float | None:
    try:
        number = float(str(value))
    except ValueError:
        return None
    return number if abs(number) < float("inf") else None


def requested_by_content(written: str) -> tuple[NavigationRequest, str]:
    """Return the navigation request that adl.nav.request holds, and its target (SN 5.6.4).

    `written` is the element as content set it ("{target=x}choice"). Exit where that is no valid request: the
    attempt ends all the same.
    """
    target, name = "", written
    if written.startswith("{target="):
        target, _, name = written.removeprefix("{target=").rpartition("}")
    if name not in CONTENT_REQUESTS or bool(target) != (name in TARGETED_REQUESTS):
        return NavigationRequest.EXIT, ""
    return NavigationRequest(name), target


def request_at_termination(exit: str, written: str) -> tuple[NavigationRequest, str]:  # noqa: A002 - cmi.exit
    """Return the navigation request of content that has terminated, and its target (RTE 4.2.8, SN 5.6.4).

    A time-out or a logout is an Exit All whatever was requested, except Suspend All.
    """
    request, target = requested_by_content(written)
    if exit in EXITS_OF_SESSION and request != NavigationRequest.SUSPEND_ALL:
        return NavigationRequest.EXIT_ALL, ""
    return request, target
