"""200 faulty packages: each refused or warned of with the right sentence, and nothing of it left."""

from __future__ import annotations

import time
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation

from content_import.exceptions import PackageRefused
from content_import.health.actions import carry_out_health_check
from content_import.health.models import HealthReport
from content_import.packages.actions import DeletePackage, ImportPackage
from courses.models import Package
from scorm.enums import PackageStandard
from tests.faults.faulty_packages.archive_faults import SMALL_LIMITS
from tests.faults.faulty_packages.packages import FaultyPackage, every_fault, faulty_packages, sound_package
from tests.faults.faulty_packages.sentences import has_a_next_step, in_both_languages, is_shown_clean
from tests.faults.memory import MB, MOST_ADDED, PeakMemory, needs_proc

PACKAGES = 200
#: of processor time, for one package
MOST_SECONDS = 5.0


@pytest.fixture(autouse=True)
def _small_limits(settings: Any) -> None:
    for name, value in SMALL_LIMITS.items():
        setattr(settings, name, value)


def stored_files() -> list[Path]:
    folders = [settings.DATA_DIR / "packages", settings.DATA_DIR / "tmp"]
    return sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())


def checked(package: Package) -> HealthReport:
    """Run the check that the import has enqueued; it waits for a commit, which tests never make."""
    (report,) = HealthReport.objects.of(package)
    carry_out_health_check(report=report)
    return report


def outcome(faulty: FaultyPackage) -> tuple[set[str], set[str]]:
    """Import the package, let it go again, and return the problems' codes and the report's warnings."""
    try:
        package = ImportPackage(archive=BytesIO(faulty.data), title="Fel", by=None).run()
    except PackageRefused as refusal:
        return {problem.code for problem in refusal.problems if is_shown_clean(problem.message)}, set()
    report = checked(package)
    assert all(finding.advice for finding in report.warnings), str(faulty)
    found = {finding.code for finding in report.warnings}
    report.delete()
    DeletePackage(package=package, by=None).run()
    return set(), found


@needs_proc
@pytest.mark.django_db
def test_packages_when_faulty_are_refused_or_warned_of_and_leave_nothing(
    record_property: Any,
) -> None:
    before = stored_files()
    met: set[str] = set()
    most_memory, most_seconds = 0, 0.0

    for faulty in faulty_packages(PACKAGES):
        memory, started = PeakMemory(), time.process_time()
        with translation.override("sv"):
            problems, warnings = outcome(faulty)
        most_seconds = max(most_seconds, time.process_time() - started)
        most_memory = max(most_memory, memory.added)
        met |= set(faulty.faults)
        assert (problems, warnings) == (faulty.problems, faulty.warnings), str(faulty)
        assert (stored_files(), Package.objects.count()) == (before, 0), str(faulty)

    assert met == {fault.name for fault in every_fault()}
    assert most_memory < MOST_ADDED
    assert most_seconds < MOST_SECONDS
    for name, value in (("packages", PACKAGES), ("faults", len(met)), ("MB added", most_memory / MB)):
        record_property(name, value)


@pytest.mark.django_db
@pytest.mark.parametrize("standard", list(PackageStandard))
def test_package_when_nothing_is_put_into_it_is_sound(standard: PackageStandard) -> None:
    package = ImportPackage(archive=BytesIO(sound_package(standard)), title="Sunt", by=None).run()

    assert package.standard == standard
    assert checked(package).warnings == []


@pytest.mark.parametrize("fault", every_fault(), ids=lambda fault: fault.name)
def test_sentence_when_a_fault_is_found_says_what_to_mend(fault: Any) -> None:
    assert has_a_next_step(fault.code), in_both_languages(fault.code)


def test_package_when_made_again_from_its_seed_is_the_same() -> None:
    first, again = (list(faulty_packages(20, seed=150)) for _ in range(2))

    assert [package.data for package in first] == [package.data for package in again]
