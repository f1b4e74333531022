"""A package attempt in the reducer: what a commit changes beyond its part, in rows that are not saved."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest

from courses.models import Package
from lms.attempts.enums import LaunchEnding
from lms.attempts.events.learning_events import LaunchEnded, StepDone
from lms.attempts.models import Launch, PackageAttempt, SequencingState
from lms.runtimes.scorm.commits.payload import read_commit
from lms.runtimes.scorm.commits.reducer import PackageReduction, PackageState
from scorm.enums import CompletionStatus, ItemKind, PackageStandard, SuccessStatus
from scorm.manifest.structure import Manifest, ManifestItem
from scorm.rules.outcome import ScoOutcome
from tests.factories.tracking import body

RECEIVED = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)
LAUNCH = Launch(uuid=uuid.UUID(int=7), started_at=RECEIVED - dt.timedelta(hours=1))
DONE = {"core": {"lesson_status": "passed"}}
BEGUN = {"core": {"lesson_status": "incomplete"}}
INCOMPLETE = ScoOutcome(CompletionStatus.INCOMPLETE)


def item(name: str, **values: Any) -> ManifestItem:
    return ManifestItem(name, f"Hygien {name}, å ä ö", ItemKind.SCO, href=f"{name}.html", **values)


def package_of(
    *items: ManifestItem, standard: PackageStandard = PackageStandard.SCORM_12, **rows: Any
) -> PackageState:
    """Return the state of a package attempt that has no commits yet."""
    manifest = Manifest(standard, str(standard), "org", "Basala hygienrutiner", items)
    package = Package(standard=standard, manifest=manifest.to_json())
    attempt = PackageAttempt(package=package, step_id="steg-1", completion_status=CompletionStatus.INCOMPLETE)
    return PackageState(attempt, {}, **rows)


def reduce(
    package: PackageState,
    cmi: dict[str, Any],
    *,
    sco: str = "a",
    is_outdated: bool = False,
    payload: dict[str, Any] | None = None,
    **values: Any,
) -> PackageReduction:
    commit = read_commit(body(sco=sco, payload={"cmi": cmi, **(payload or {})}, **values))
    part = package.package_attempt.package.structure.item(sco)
    assert part is not None
    return package.reduce(commit, part, launch=LAUNCH, received_at=RECEIVED, is_outdated=is_outdated)


def test_commit_sets_its_part_and_the_current_part() -> None:
    package = package_of(item("a"), item("b"))

    reduction = reduce(package, BEGUN, sco="b")

    assert (reduction.is_changed, reduction.events, reduction.ignored) == (True, (), ())
    assert {sco: part.outcome for sco, part in package.parts.items()} == {"b": INCOMPLETE}
    assert (package.package_attempt.current_sco, package.has_advanced) == ("b", True)


def test_commit_that_changes_neither_outcome_nor_part_leaves_the_row() -> None:
    package = package_of(item("a"))
    reduce(package, BEGUN)
    package.has_advanced = False

    reduce(package, BEGUN, sequence=2)

    assert package.has_advanced is False


def test_package_is_done_with_its_last_part_and_once() -> None:
    package = package_of(item("a"), item("b"))

    events = [reduce(package, DONE, sco=sco, sequence=n).events for n, sco in enumerate("abb", start=1)]

    assert events == [(), (StepDone("steg-1", RECEIVED),), ()]
    assert package.package_attempt.outcome == ScoOutcome(CompletionStatus.COMPLETED, SuccessStatus.PASSED)


@pytest.mark.parametrize(("minutes", "achieved"), [(-120, -60), (-20, -20), (30, 0)])
def test_step_is_done_by_the_learners_clock_within_the_launch(minutes: int, achieved: int) -> None:
    written_at = RECEIVED + dt.timedelta(minutes=minutes)

    [event] = reduce(package_of(item("a")), DONE, written_at=int(written_at.timestamp() * 1_000)).events

    assert event == StepDone("steg-1", RECEIVED + dt.timedelta(minutes=achieved))


def test_step_is_done_at_receipt_with_a_clock_beyond_all_years() -> None:
    [event] = reduce(package_of(item("a")), DONE, written_at=2**53).events

    assert event == StepDone("steg-1", RECEIVED)


@pytest.mark.parametrize(("parts", "is_ended"), [("a", True), ("ab", False)])
def test_finish_of_the_only_part_ends_the_launch(parts: str, is_ended: bool) -> None:
    package = package_of(*map(item, parts))

    reduction = reduce(package, BEGUN, trigger="finish")

    assert reduction.events == (LaunchEnded(LAUNCH.uuid, LaunchEnding.FINISHED),) * is_ended


def test_outdated_commit_changes_nothing_but_a_completion() -> None:
    package = package_of(item("a"), item("b"))
    reduce(package, BEGUN, sco="a")
    reduce(package, DONE, sco="b", sequence=2)
    before = package.parts["a"]

    unchanged = reduce(package, BEGUN, sco="a", is_outdated=True)
    assert (unchanged.is_changed, package.parts["a"]) == (False, before)
    proving = reduce(package, DONE, sco="a", is_outdated=True, trigger="finish")

    assert proving.events == (StepDone("steg-1", RECEIVED),)
    assert (package.parts["a"].outcome.is_done, package.parts["a"].cmi) == (True, before.cmi)
    # The learner is at the part of the newer commit.
    assert package.package_attempt.current_sco == "b"


def test_outdated_finish_of_the_only_part_leaves_the_launch_open() -> None:
    package = package_of(item("a"))
    reduce(package, BEGUN, sequence=2)

    reduction = reduce(package, DONE, is_outdated=True, trigger="finish")

    assert reduction.events == (StepDone("steg-1", RECEIVED),)


def test_elements_that_are_left_out_are_listed() -> None:
    reduction = reduce(package_of(item("a")), {"core": {"lesson_status": "klar", "lesson_location": "5"}})

    assert reduction.ignored == ("core.lesson_status",)


SHARED = {
    "sharedData": [
        {"targetID": "anteckning", "writeSharedData": True},
        {"targetID": "facit", "writeSharedData": False},
    ]
}


def test_stores_are_set_where_the_manifest_lets_the_part_write() -> None:
    package = package_of(
        item("a", sequencing=SHARED), standard=PackageStandard.SCORM_2004, sequencing=SequencingState()
    )
    stores = {"anteckning": "å", "facit": "b", "okänd": "c"}

    reduce(package, {}, payload={"stores": stores})
    assert package.sequencing is not None
    assert package.sequencing.shared_data == {"anteckning": "å"}
    assert package.sequencing_is_changed

    package.sequencing_is_changed = False
    reduce(package, {}, sequence=2, payload={"stores": stores})
    assert package.sequencing_is_changed is False


def test_sequenced_package_without_stored_sequencing_keeps_its_outcome() -> None:
    package = package_of(item("a"), item("b"), standard=PackageStandard.SCORM_2004)

    reduction = reduce(package, {"completion_status": "completed", "success_status": "passed"})

    assert package.parts["a"].outcome.is_done
    assert (package.package_attempt.outcome, reduction.events, reduction.navigation) == (INCOMPLETE, (), {})
