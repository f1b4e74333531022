"""The initial data model of the run-time: the learner's state, and the elements that the system sets."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scorm.data_model.state import flatten_cmi
from scorm.data_model.times import duration_of_seconds, timespan_of_seconds
from scorm.enums import ABANDONS, EXIT_NORMAL, EXIT_SUSPEND, EXITS_TO_RESUME, Mode, PackageStandard
from scorm.manifest.structure import ManifestItem

#: long_identifier_type (RTE 4.1.1.4): the run-time refuses longer ones
OBJECTIVE_ID_MAX_LENGTH = 4_000


@dataclass(frozen=True)
class SavedState:
    """The saved state of a SCO between its sessions."""

    cmi: Mapping[str, Any] = field(default_factory=dict)
    total_seconds: float = 0.0
    #: how its last session ended: an exit, EXIT_INTERRUPTED, or "" when there was none
    exit: str = ""


def saved_for_next_session(standard: str, saved_state: SavedState) -> SavedState:
    """Return the state that a new session of the SCO inherits.

    In SCORM 2004 an exit other than suspend ends the learner's attempt on the SCO, and the next session
    starts without it (RTE 4.2.8). An interrupted session has no exit: it is resumed.
    """
    if (
        standard == PackageStandard.SCORM_2004
        and saved_state.exit
        and saved_state.exit not in EXITS_TO_RESUME
    ):
        return SavedState()
    return saved_state


def entry_for(standard: str, exit_before: str) -> str:
    """Return cmi.entry: "ab-initio" the first time, "resume" after suspend or interruption, else "" (1.2)."""
    if exit_before in EXITS_TO_RESUME:
        return "resume"
    return "ab-initio" if not exit_before or standard == PackageStandard.SCORM_2004 else ""


def stored_exit(exit_set: str, request: str = "") -> str:
    """Return the exit of content that has finished as it is stored.

    Suspend All suspends the SCO, and Abandon ends it without a suspension, whatever cmi.exit is (SN TB.2.3,
    DB.2.1).
    """
    if request == "suspendAll":
        return EXIT_SUSPEND
    if request in ABANDONS and exit_set == EXIT_SUSPEND:
        return EXIT_NORMAL
    return exit_set or EXIT_NORMAL


def initial_cmi(
    *,
    standard: str,
    item: ManifestItem,
    saved_state: SavedState,
    learner_id: str,
    learner_name: str,
    mode: Mode,
) -> dict[str, str]:
    """Return the flat data model to load into the run-time before the content starts.

    `learner_name` as "Last, First" (RTE 3.4.4, 4.2.11). Only mode "normal" is
    for credit (RTE 4.2.6).
    """
    inherited = saved_for_next_session(standard, saved_state)
    credit = "credit" if mode == Mode.NORMAL else "no-credit"
    data_model = {f"cmi.{path}": value for path, value in flatten_cmi(inherited.cmi)}
    entry = entry_for(standard, saved_state.exit)
    if standard == PackageStandard.SCORM_12:
        data_model |= {
            "cmi.core.student_id": learner_id,
            "cmi.core.student_name": learner_name,
            "cmi.core.credit": credit,
            "cmi.core.lesson_mode": mode,
            "cmi.core.entry": entry,
            "cmi.core.total_time": timespan_of_seconds(inherited.total_seconds),
            "cmi.student_data.mastery_score": _written(item.mastery_score),
            "cmi.student_data.max_time_allowed": item.max_time_allowed,
            "cmi.student_data.time_limit_action": item.time_limit_action,
        }
    else:
        data_model |= {
            "cmi.learner_id": learner_id,
            "cmi.learner_name": learner_name,
            "cmi.credit": credit,
            "cmi.mode": mode,
            "cmi.entry": entry,
            "cmi.total_time": duration_of_seconds(inherited.total_seconds),
            **initial_objectives(item, inherited.cmi),
            **manifest_rules(item),
            "cmi.max_time_allowed": item.max_time_allowed,
            "cmi.time_limit_action": item.time_limit_action,
        }
    data_model["cmi.launch_data"] = item.launch_data
    return {path: value for path, value in data_model.items() if value != ""}


def manifest_rules(item: ManifestItem) -> dict[str, str]:
    """Return the pass mark and completion threshold of a 2004 part, as far as set (RTE 4.2.20, 4.2.5)."""
    rules = {
        "cmi.scaled_passing_score": _written(item.scaled_passing_score),
        "cmi.completion_threshold": _written(item.completion_threshold),
    }
    return {path: value for path, value in rules.items() if value}


def initial_objectives(item: ManifestItem, cmi: Mapping[str, Any]) -> dict[str, str]:
    """Return cmi.objectives.n.id of the manifest's objectives that the stored `cmi` lacks (RTE 4.2.17.1).

    They follow the stored ones, so that each index of an earlier session stays the same.
    """
    stored = [objective.get("id") for objective in cmi.get("objectives", {}).values()]
    declared = dict.fromkeys(
        objective.get("objectiveID", "") for objective in item.sequencing.get("objectives", ())
    )
    missing = [name for name in declared if 0 < len(name) <= OBJECTIVE_ID_MAX_LENGTH and name not in stored]
    first = max(map(int, cmi.get("objectives", {})), default=-1) + 1
    return {f"cmi.objectives.{number}.id": name for number, name in enumerate(missing, first)}


def _written(value: float | None) -> str:
    """Return a number as real(10,7): without an exponent, which content cannot parse."""
    return "" if value is None else f"{value:.7f}".rstrip("0").rstrip(".")
