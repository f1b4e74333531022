"""H5P content is played by the package check as SCORM packages are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from content_import.health.actions import carry_out_health_check
from content_import.health.enums import GOOD, FindingCode, HowChecked
from content_import.health.models import HealthReport
from content_import.health.package_check.chromium import has_sandbox
from content_import.health.package_check.watchdog import Limits
from courses.models import Package
from tests.chromium import CHROMIUM
from tests.factories.h5p.archives import PAGE, QUIZ, Library, install, make_h5p_package

pytestmark = pytest.mark.django_db(transaction=True)

LIMITS = Limits(seconds=40, response_seconds=8, memory=500 * 1024**2, steps=6, idle=2)


def findings_of(package: Package, settings: Any, chromium: str = CHROMIUM) -> set[str]:
    settings.CHROMIUM, settings.CHROMIUM_SANDBOX = chromium, has_sandbox()
    report = HealthReport.objects.create(package=package)
    carry_out_health_check(report=report, limits=LIMITS)
    report.refresh_from_db()
    assert report.how == (HowChecked.PLAYED if chromium == CHROMIUM else HowChecked.READ)
    return {finding.code for finding in report.findings.all()}


@pytest.mark.parametrize("library", [QUIZ, PAGE], ids=["with a result", "without"])
def test_sound_content_becomes_done_without_warnings(tmp_path: Path, settings: Any, library: Library) -> None:
    install(tmp_path)

    codes = findings_of(make_h5p_package(tmp_path, library), settings)

    assert codes - GOOD == set()
    assert codes >= {FindingCode.SAVES, FindingCode.COMPLETES, FindingCode.SELF_CONTAINED}


def test_content_whose_scripts_fail_is_found(tmp_path: Path, settings: Any) -> None:
    install(tmp_path)
    install(tmp_path, Library(QUIZ.name, (1, 2, 9), QUIZ.needs, "missing.thing();\n"))

    codes = findings_of(make_h5p_package(tmp_path), settings)

    assert FindingCode.SCRIPT_ERRORS in codes
    assert FindingCode.COMPLETES not in codes


def test_content_that_is_read_alone_has_no_finding_of_its_calls(tmp_path: Path, settings: Any) -> None:
    install(tmp_path)

    assert findings_of(make_h5p_package(tmp_path), settings, chromium="none") == set()
