"""A trainer waits for a package's health on its page: told without a reload, readable by everybody."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from content_import.health.enums import FindingCode, HealthState, HowChecked
from content_import.health.models import HealthFinding, HealthReport
from people.enums import RoleKind
from tests.browser.axe import violations
from tests.browser.look_pages import sign_in
from tests.factories.packages import make_package
from tests.factories.people import make_role

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.headless_shell]
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")


@pytest.fixture
def report() -> HealthReport:
    package = make_package()
    HealthReport.objects.all().delete()
    return HealthReport.objects.create(package=package, state=HealthState.RUNNING, begun_at=timezone.now())


def test_report_of_a_finished_check_appears_without_a_reload(
    page: Page, phone: Any, site: str, report: HealthReport
) -> None:
    trainer = make_role(RoleKind.TRAINER)
    trainer.user_permissions.add(Permission.objects.get(codename="access_admin"))
    sign_in(phone, trainer, site)
    page.goto(site + reverse("wagtailsnippets_courses_package:inspect", args=[report.package_id]))
    health = page.get_by_role("region", name="Provspelning")
    expect(health.get_by_role("status")).to_have_text("Kontrolleras …")
    page.evaluate("window.isSamePage = true")

    for code in (FindingCode.TOO_WIDE, FindingCode.SAVES):
        HealthFinding.objects.create(report=report, code=code, places=["a" * 90 + ".html"], count=1)
    HealthReport.objects.update(
        state=HealthState.DONE,
        how=HowChecked.PLAYED,
        parts_played=1,
        parts_total=1,
        screenshot=JPEG,
        finished_at=timezone.now(),
    )

    expect(health.get_by_role("status")).to_have_text("En sak att se över")
    assert page.evaluate("window.isSamePage")
    health.get_by_text("Var (1 ställe)").click()
    expect(health.get_by_role("button", name="Kontrollera igen")).to_be_visible()
    assert health.evaluate("(element) => element.scrollWidth <= element.clientWidth")
    assert violations(page, "#health") == []
