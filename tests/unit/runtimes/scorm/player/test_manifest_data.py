"""The data model as the manifest initialises it: one item or many, every edition, as content reads it."""

from __future__ import annotations

from typing import Any

import pytest

from lms.attempts.enums import LaunchKind
from scorm.manifest.parser import parse_manifest
from scorm.manifest.structure import ManifestItem
from scorm.rules.initial_cmi import SavedState, initial_cmi
from tests.factories.packages import SCORM_12, SCORM_2004, Folder, Sco, package_members
from tests.factories.sequencing import FLOW, objective, objectives, sequencing
from tests.unit.runtimes.scorm.player.test_runtime_start import values_and_errors

FIRST, SECOND = "mål-hygien", "urn:närlära:bemötande"
SEQUENCING = sequencing(
    '<imsss:limitConditions attemptAbsoluteDurationLimit="PT1H30M"/>',
    objectives(objective(FIRST, primary=True, minimum="0.6666667"), objective(SECOND)),
)
THRESHOLD_3RD = "<adlcp:completionThreshold>0.00001</adlcp:completionThreshold>"
THRESHOLD_4TH = '<adlcp:completionThreshold completedByMeasure="true" minProgressMeasure="0.00001"/>'
EDITIONS = {
    "CAM 1.3": THRESHOLD_3RD,
    "2004 3rd Edition": THRESHOLD_3RD,
    "2004 4th Edition": THRESHOLD_4TH,
}
OTHERS: dict[int, list[Sco | Folder]] = {
    0: [],
    1: [Sco("b")],
    3: [Folder("mapp", children=[Sco("b"), Folder("inre", children=[Sco("c")])]), Sco("d")],
}


def item_of(*items: Sco | Folder, **options: Any) -> ManifestItem:
    members = package_members(items, **options)
    item = parse_manifest(members["imsmanifest.xml"], members.keys()).item("a")
    assert item is not None
    return item


def seed_of(item: ManifestItem, standard: str, saved_state: SavedState, kind: LaunchKind) -> dict[str, str]:
    return initial_cmi(
        standard=standard,
        item=item,
        saved_state=saved_state,
        learner_id="7",
        learner_name="Åström, Örjan",
        mode=kind.mode,
    )


def objective_ids(saved_state: SavedState, *, extra: str = SEQUENCING) -> list[str]:
    """Start a single-SCO package; return every cmi.objectives.n.id that content reads."""
    item = item_of(Sco("a", extra=extra), standard=SCORM_2004)
    data = seed_of(item, SCORM_2004, saved_state, LaunchKind.RECORD)
    ((count, _code),) = values_and_errors("scorm_2004", data, "cmi.objectives._count")
    elements = [f"cmi.objectives.{number}.id" for number in range(int(count))]
    return [value for value, _code in values_and_errors("scorm_2004", data, *elements)]


@pytest.mark.parametrize("kind", LaunchKind)
@pytest.mark.parametrize("others", OTHERS)
@pytest.mark.parametrize("edition", EDITIONS)
def test_data_of_2004_from_the_manifest_is_read_by_content(
    edition: str, others: int, kind: LaunchKind
) -> None:
    sco = Sco(
        "a",
        launch_data="kapitel=2&språk=å",
        time_limit_action="exit,message",
        extra=EDITIONS[edition] + SEQUENCING,
    )
    item = item_of(
        sco,
        *OTHERS[others],
        standard=SCORM_2004,
        schema_version=edition,
        organization_extra=sequencing(FLOW) if others else "",
    )
    expected = {
        "cmi.launch_data": "kapitel=2&språk=å",
        "cmi.time_limit_action": "exit,message",
        "cmi.max_time_allowed": "PT1H30M",
        "cmi.scaled_passing_score": "0.6666667",
        "cmi.completion_threshold": "0.00001",
        "cmi.objectives._count": "2",
        "cmi.objectives.0.id": FIRST,
        "cmi.objectives.0.success_status": "unknown",
        "cmi.objectives.1.id": SECOND,
        "cmi.objectives.1.completion_status": "unknown",
    }

    answers = values_and_errors("scorm_2004", seed_of(item, SCORM_2004, SavedState(), kind), *expected)

    assert dict(zip(expected, answers, strict=True)) == {
        element: [value, "0"] for element, value in expected.items()
    }


@pytest.mark.parametrize("others", [0, 1])
def test_data_of_1_2_from_the_manifest_is_read_by_content(others: int) -> None:
    sco = Sco(
        "a",
        launch_data="kapitel=2",
        mastery_score=66.66667,
        max_time_allowed="0001:30:00",
        time_limit_action="exit,message",
    )
    members = package_members([sco, *OTHERS[others]], standard=SCORM_12)
    text = members["imsmanifest.xml"].replace(b">66.6667<", b">66.66667<")
    item = parse_manifest(text, members.keys()).item("a")
    assert item is not None
    expected = {
        "cmi.launch_data": "kapitel=2",
        "cmi.student_data.mastery_score": "66.66667",
        "cmi.student_data.max_time_allowed": "01:30:00",  # the run-time's way of writing it
        "cmi.student_data.time_limit_action": "exit,message",
        "cmi.objectives._count": "0",
    }

    answers = values_and_errors(
        "scorm_12", seed_of(item, SCORM_12, SavedState(), LaunchKind.RECORD), *expected
    )

    assert dict(zip(expected, answers, strict=True)) == {
        element: [value, "0"] for element, value in expected.items()
    }


def test_data_of_2004_missing_in_the_manifest_has_no_value() -> None:
    data = seed_of(item_of(Sco("a"), standard=SCORM_2004), SCORM_2004, SavedState(), LaunchKind.RECORD)
    elements = ("cmi.scaled_passing_score", "cmi.completion_threshold", "cmi.max_time_allowed")

    answers = values_and_errors("scorm_2004", data, *elements, "cmi.launch_data", "cmi.objectives._count")

    assert answers == [["", "403"]] * 4 + [["0", "0"]]


def test_objectives_of_a_resumed_session_keep_their_indices() -> None:
    stored = {"0": {"id": SECOND, "success_status": "passed"}, "1": {"id": "eget-mål"}}

    assert objective_ids(SavedState({"objectives": stored}, 60, "suspend")) == [SECOND, "eget-mål", FIRST]


def test_objectives_after_a_normal_exit_are_initialised_anew() -> None:
    stored = {"0": {"id": "eget-mål", "success_status": "passed"}}

    assert objective_ids(SavedState({"objectives": stored}, 60, "normal")) == [FIRST, SECOND]


def test_objectives_without_a_usable_id_are_left_out() -> None:
    written = objectives(
        objective("", primary=True),
        objective("x" * 4_001),
        objective(FIRST),
        objective(FIRST),
        objective(SECOND),
    )

    assert objective_ids(SavedState(), extra=sequencing(written)) == [FIRST, SECOND]
