"""Uploads are played in a real Chromium, and what is wrong with them is told."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project

from content_import.health.actions import RequestHealthCheck, carry_out_health_check
from content_import.health.enums import (
    DANGERS,
    GOOD,
    FindingCode,
    HealthState,
    HowChecked,
    NotPlayed,
)
from content_import.health.models import HealthReport
from content_import.health.package_check.chromium import has_sandbox
from content_import.health.package_check.watchdog import Limits
from content_import.packages.publishing import publish_as_module
from courses.models import Package
from tests.chromium import CHROMIUM
from tests.factories.courses import make_site
from tests.factories.health_packages import (
    BREAKING,
    CARELESS,
    HIDDEN,
    HOSTILE,
    HURRIED,
    ODD,
    PAGE,
    PARTS,
    SOUND,
    START_12,
    Case,
    package_of_parts,
)
from tests.factories.packages import Sco, make_package

pytestmark = pytest.mark.django_db(transaction=True)

#: short, so that what never ends does not take long either; roomy enough for a machine that does much else
LIMITS = Limits(seconds=40, response_seconds=8, memory=500 * 1024**2, steps=6, idle=2)
SHARED = Path(project.BASE_DIR).parent / "shared/scorm-packages"


@pytest.fixture(autouse=True)
def production(settings: Any) -> str:
    """A site behind TLS, as in production: no such host exists, and nothing listens anywhere."""
    settings.SITE_ORIGIN = "https://larande.example.se"
    settings.CONTENT_ORIGIN = "https://p-{label}.innehall.example.se"
    settings.ALLOWED_HOSTS = ["larande.example.se", ".innehall.example.se"]
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    return settings.SITE_ORIGIN


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that the account of the browser may read and write too."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        yield Path(folder)


def checked(package: Package, settings: Any, limits: Limits = LIMITS) -> HealthReport:
    settings.CHROMIUM = CHROMIUM
    settings.CHROMIUM_SANDBOX = has_sandbox()
    report = HealthReport.objects.create(package=package)
    carry_out_health_check(report=report, limits=limits)
    report.refresh_from_db()
    return report


def codes_of(report: HealthReport) -> set[str]:
    return {finding.code for finding in report.findings.all()}


@pytest.mark.parametrize("case", [SOUND, CARELESS, HURRIED, ODD], ids=["sound", "careless", "hurried", "odd"])
def test_package_when_played_is_reported_with_its_faults_alone(case: Case, settings: Any) -> None:
    report = checked(case.package(), settings)

    assert (report.state, report.how, report.not_played) == (HealthState.DONE, HowChecked.PLAYED, "")
    assert codes_of(report) - GOOD == case.warnings
    assert codes_of(report) >= case.good
    assert (FindingCode.FITS_PHONE in codes_of(report)) == (FindingCode.FITS_PHONE in case.good)
    assert bytes(report.screenshot)[:3] == b"\xff\xd8\xff"


def test_package_of_many_parts_is_judged_part_by_part(settings: Any) -> None:
    report = checked(package_of_parts(), settings)

    findings = {finding.code: finding.places for finding in report.warnings}
    assert findings == {code: [code.value] for code in PARTS}
    assert (report.parts_played, report.parts_total) == (4, 4)


@pytest.mark.parametrize("code", HOSTILE)
def test_hostile_package_played_is_stopped_and_reported_dangerous(code: FindingCode, settings: Any) -> None:
    script = START_12 + HOSTILE[code].replace("SITE", repr(settings.SITE_ORIGIN))
    begun = time.monotonic()

    report = checked(Case(frozenset(), script=script).package(), settings)

    assert codes_of(report) & DANGERS == {code}
    assert not codes_of(report) & GOOD
    assert time.monotonic() - begun < 2 * (LIMITS.seconds + LIMITS.response_seconds)


@pytest.mark.parametrize("name", BREAKING)
def test_content_when_it_breaks_the_check_is_found_and_not_published(name: str, settings: Any) -> None:
    make_site()
    script = START_12 + BREAKING[name].replace("SITE", repr(settings.SITE_ORIGIN))
    package = Case(frozenset(), script=script).package()

    report = checked(package, settings)

    assert report.state == HealthState.DONE
    assert FindingCode.REACHES_FOR_SITE in codes_of(report)
    assert not codes_of(report) & GOOD
    assert not publish_as_module(package=package).live


def test_parts_that_hide_their_contact_with_the_site_are_all_found(settings: Any) -> None:
    """Each part contacts an address of its own."""
    scripts = {name: HIDDEN[name].replace("SITE", repr(f"{settings.SITE_ORIGIN}/{name}")) for name in HIDDEN}
    pages = {
        f"{name}.html": PAGE.format(body="", script=START_12 + script).encode()
        for name, script in scripts.items()
    }

    report = checked(make_package([Sco(name) for name in HIDDEN], files=pages), settings)

    dangers = {finding.code: finding.places for finding in report.findings.filter(code__in=DANGERS)}
    places = [f"/{name}/{'rum' if name == 'socket' else 'cms'}/" for name in HIDDEN]
    assert dangers == {FindingCode.REACHES_FOR_SITE: places}


def test_package_without_an_installed_browser_is_scanned_and_reported() -> None:
    report = RequestHealthCheck(package=CARELESS.package(), by=None).run()

    report.refresh_from_db()
    assert (report.state, report.how, report.not_played) == (
        HealthState.DONE,
        HowChecked.READ,
        NotPlayed.NO_BROWSER,
    )
    assert codes_of(report) == {
        FindingCode.USES_UNLOAD,
        FindingCode.OTHER_HOSTS,
        FindingCode.IMAGES_WITHOUT_TEXT,
    }


@pytest.mark.parametrize(
    ("last_words", "why"),
    [
        ("", NotPlayed.BROWSER_FAILED),
        # as Chromium says it to an ordinary user where the kernel refuses user namespaces
        ("FATAL:zygote_host_impl_linux.cc(130)] No usable sandbox! If this is", NotPlayed.NO_SANDBOX),
    ],
)
def test_package_whose_browser_does_not_start_is_reported_with_reason(
    settings: Any, open_folder: Path, last_words: str, why: NotPlayed
) -> None:
    broken = open_folder / "chromium"
    broken.write_text(f"#!/bin/sh\necho '{last_words}' >&2\nexit 1\n")
    broken.chmod(0o755)
    package = SOUND.package()
    settings.CHROMIUM = str(broken)

    report = RequestHealthCheck(package=package, by=None).run()

    report.refresh_from_db()
    assert (report.how, report.not_played) == (HowChecked.READ, why)


def test_browser_when_started_has_limits_no_secrets_and_no_rights(settings: Any, open_folder: Path) -> None:
    browser, seen = open_folder / "chromium", open_folder / "seen"
    browser.write_text(
        '#!/bin/sh\n[ "$1" = --version ] && exit 1\n'
        f'(id -u; ulimit -c; ulimit -f; env; echo "$@") >> {seen}\nexit 1\n'
    )
    browser.chmod(0o755)
    os.environ["SECRET_KEY"] = os.environ.get("SECRET_KEY", "hemligt-å-ä-ö")
    package = SOUND.package()
    settings.CHROMIUM = str(browser)

    RequestHealthCheck(package=package, by=None).run()

    account, core, size, *rest = seen.read_text().splitlines()
    text = "\n".join(rest)
    assert (int(account) == 0, core) == (False, "0")
    assert size != "unlimited"
    assert "SECRET_KEY" not in text
    assert "DATA" not in text
    assert "--no-sandbox" not in text
