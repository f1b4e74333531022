"""What the run-time starts from, and which part may be chosen."""

from __future__ import annotations

import pytest

from lms.attempts.enums import LaunchKind
from scorm.enums import ItemKind, PackageStandard
from scorm.manifest.structure import ManifestItem
from scorm.rules.initial_cmi import SavedState, entry_for, initial_cmi
from scorm.rules.prerequisites import may_be_chosen

OLD, NEW = PackageStandard.SCORM_12, PackageStandard.SCORM_2004
ITEM = ManifestItem("del-1", "Del 1", ItemKind.SCO, mastery_score=80, launch_data="hej")


@pytest.mark.parametrize(
    ("standard", "exit_before", "entry"),
    [
        (OLD, "", "ab-initio"),
        (OLD, "suspend", "resume"),
        (OLD, "interrupted", "resume"),
        (OLD, "normal", ""),
        (OLD, "time-out", ""),
        (OLD, "logout", ""),
        (NEW, "", "ab-initio"),
        (NEW, "suspend", "resume"),
        (NEW, "interrupted", "resume"),
        (NEW, "normal", "ab-initio"),
        (NEW, "time-out", "ab-initio"),
    ],
)
def test_entry_when_a_session_ended_before_follows_its_exit(
    standard: PackageStandard, exit_before: str, entry: str
) -> None:
    assert entry_for(standard, exit_before) == entry


def seeded(
    standard: PackageStandard, saved_state: SavedState, kind: LaunchKind = LaunchKind.RECORD
) -> dict[str, str]:
    return initial_cmi(
        standard=standard,
        item=ITEM,
        saved_state=saved_state,
        learner_id="7",
        learner_name="Exempel, Amina",
        mode=kind.mode,
    )


def test_seed_of_1_2_when_resumed_holds_the_state_and_what_the_system_sets() -> None:
    saved_state = SavedState({"core": {"lesson_location": "5"}, "suspend_data": "abc"}, 61.5, "suspend")

    assert seeded(OLD, saved_state) == {
        "cmi.core.lesson_location": "5",
        "cmi.suspend_data": "abc",
        "cmi.core.student_id": "7",
        "cmi.core.student_name": "Exempel, Amina",
        "cmi.core.credit": "credit",
        "cmi.core.lesson_mode": "normal",
        "cmi.core.entry": "resume",
        "cmi.core.total_time": "0000:01:01.50",
        "cmi.student_data.mastery_score": "80",
        "cmi.launch_data": "hej",
    }


def test_seed_of_2004_when_the_last_session_ended_normally_begins_anew() -> None:
    data_model = seeded(NEW, SavedState({"location": "5", "suspend_data": "abc"}, 61.5, "normal"))

    assert (data_model["cmi.entry"], data_model["cmi.total_time"]) == ("ab-initio", "PT0H0M0S")
    assert "cmi.location" not in data_model


def test_seed_of_2004_when_the_session_was_cut_off_takes_it_up() -> None:
    data_model = seeded(NEW, SavedState({"location": "5"}, 61.5, "interrupted"))

    assert (data_model["cmi.entry"], data_model["cmi.location"]) == ("resume", "5")


@pytest.mark.parametrize(
    ("kind", "mode", "credit"),
    [
        (LaunchKind.RECORD, "normal", "credit"),
        (LaunchKind.REVIEW, "review", "no-credit"),
        (LaunchKind.PREVIEW, "browse", "no-credit"),
    ],
)
def test_mode_and_credit_when_seeded_say_what_is_recorded(kind: LaunchKind, mode: str, credit: str) -> None:
    old, new = seeded(OLD, SavedState(), kind), seeded(NEW, SavedState(), kind)

    assert (old["cmi.core.lesson_mode"], old["cmi.core.credit"]) == (mode, credit)
    assert (new["cmi.mode"], new["cmi.credit"]) == (mode, credit)


STATUSES = {
    "Åtgärd_1": "completed",
    "Övning-2": "incomplete",
    "a": "completed",
    "b": "passed",
    "c": "incomplete",
    "d": "failed",
    "S1.x-y": "completed",
}


@pytest.mark.parametrize(
    ("expression", "holds"),
    [
        ("", True),
        ("a", True),
        ("b", True),
        ("c", False),
        ("S1.x-y", True),
        ("Åtgärd_1", True),
        ("Åtgärd_1 & Övning-2", False),
        ("a&b", True),
        ("a & c", False),
        ("c | b", True),
        ("~c", True),
        ("~(a&b)", False),
        ("a&(c|b)", True),
        ('d="failed"', True),
        ("d=f", True),
        ('c<>"completed"', True),
        ("2*{a,b,c}", True),
        ("3*{a,b,c}", False),
        # what cannot be read, or never be met, locks nobody out
        ("unheard-of", True),
        ("a&unheard-of", True),
        ("a &", True),
        ("(((", True),
        ("a ? b", True),
        ("~" * 1_000 + "c", True),
    ],
)
def test_prerequisites_when_evaluated_open_or_lock_a_part(expression: str, holds: bool) -> None:
    assert may_be_chosen(expression, STATUSES) is holds
