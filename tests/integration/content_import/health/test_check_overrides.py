"""A package is published after a completed check, or after a site administrator's logged override."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import registry

from content_import.exceptions import OverrideRefused, UpgradeRefused
from content_import.health.actions import (
    MAX_REPORTS,
    OverrideHealthCheck,
    RequestHealthCheck,
    carry_out_health_check,
)
from content_import.health.enums import FindingCode, HealthState, HowChecked, NotPlayed
from content_import.health.models import HealthFinding, HealthOverride, HealthReport
from content_import.health.queries import is_dangerous, package_publish_problems
from content_import.packages.publishing import publish_as_module
from content_import.versions.upgrades import UpgradePage, plan_upgrade
from courses.models import ModulePage, Package
from tests.factories.courses import make_site
from tests.factories.packages import approve, make_package
from tests.factories.people import MunicipalityFactory, PersonFactory
from tests.integration.content_import.health.test_health_admin import publish, report_of
from tests.integration.content_import.packages.test_package_admin import NAMES, signed_in, trainer

pytestmark = pytest.mark.django_db
TITLE = "Förebygg fall hemma – för dig som arbetar natt i Västra Götaland"
WHY = "Prövat för hand på två telefoner, å ä ö"
DONE = HealthState.DONE


@pytest.fixture(autouse=True)
def _site() -> None:
    make_site()


@pytest.fixture
def package() -> Package:
    return make_package(title=TITLE, is_approved=False)


def administrator() -> Any:
    return PersonFactory(is_superuser=True, is_staff=True)


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ({"state": HealthState.WAITING, "how": ""}, []),
        ({"state": HealthState.RUNNING, "how": ""}, []),
        ({"state": HealthState.FAILED, "how": ""}, []),
        ({"how": HowChecked.READ, "not_played": NotPlayed.NO_BROWSER}, []),
        ({"how": HowChecked.READ, "not_played": NotPlayed.NO_SANDBOX}, []),
        ({"not_played": NotPlayed.BROWSER_FAILED}, [FindingCode.BREAKS_CHECK]),
        ({"not_played": NotPlayed.TIME_OUT}, [FindingCode.TIMED_OUT]),
        ({}, [FindingCode.NO_ANSWER]),
    ],
)
def test_package_without_completed_check_is_published_only_after_override(
    package: Package, values: dict[str, Any], codes: list[FindingCode]
) -> None:
    report_of(package, *codes, **values)

    before = publish_as_module(package=package)
    OverrideHealthCheck(package=package, by=administrator(), reason=WHY).run()
    after = publish_as_module(package=package)

    assert (before.live, after.live, after.title) == (False, True, TITLE)


def test_package_without_any_report_is_not_published(package: Package) -> None:
    HealthReport.objects.all().delete()

    assert not publish_as_module(package=package).live


def test_package_with_completed_check_is_published(package: Package) -> None:
    report_of(package, FindingCode.SAVES)

    assert publish_as_module(package=package).live


def test_package_whose_newest_check_failed_is_unchecked_again(package: Package) -> None:
    report_of(package, FindingCode.SAVES)
    HealthReport.objects.create(package=package, state=HealthState.FAILED)

    assert not publish_as_module(package=package).live


def test_package_being_checked_again_keeps_its_completed_check(package: Package) -> None:
    report_of(package, FindingCode.SAVES)
    HealthReport.objects.create(package=package, state=HealthState.RUNNING)

    assert publish_as_module(package=package).live


@pytest.mark.both_engines
def test_danger_when_later_checks_only_read_files_is_remembered(package: Package) -> None:
    old = report_of(package, FindingCode.REACHES_FOR_SITE)
    HealthReport.objects.filter(pk=old.pk).update(created_at=timezone.now() - dt.timedelta(days=1))
    OverrideHealthCheck(package=package, by=administrator(), reason=WHY).run()

    for _ in range(MAX_REPORTS + 2):
        carry_out_health_check(report=RequestHealthCheck(package=package, by=None).run())

    assert is_dangerous(package)
    assert not publish_as_module(package=package).live
    assert HealthReport.objects.of(package).count() == MAX_REPORTS


def test_danger_when_a_later_check_completes_without_any_is_over(package: Package) -> None:
    old = report_of(package, FindingCode.HANGS)
    HealthReport.objects.filter(pk=old.pk).update(created_at=timezone.now() - dt.timedelta(days=1))
    HealthReport.objects.create(package=package, state=DONE, how=HowChecked.PLAYED)

    assert publish_as_module(package=package).live


@pytest.mark.both_engines
@pytest.mark.parametrize("reason", ["", "  "])
def test_override_without_reason_is_refused(package: Package, reason: str) -> None:
    with pytest.raises(OverrideRefused):
        OverrideHealthCheck(package=package, by=administrator(), reason=reason).run()

    with pytest.raises(IntegrityError), transaction.atomic():
        HealthOverride.objects.create(package=package, reason="")


@pytest.mark.both_engines
def test_override_by_anyone_but_a_site_administrator_is_refused() -> None:
    municipality = MunicipalityFactory()
    own, person = make_package(owner=municipality, is_approved=False), trainer(municipality)
    url = reverse(f"{NAMES}:health_override", args=[own.pk])

    answers = [signed_in(who).post(url, {"reason": WHY}).status_code for who in (person, administrator())]
    with pytest.raises(PermissionDenied):
        OverrideHealthCheck(package=own, by=person, reason=WHY).run()

    assert answers[0] in {302, 403}
    assert [override.created_by.is_superuser for override in HealthOverride.objects.all()] == [True]


def test_override_in_admin_is_logged_and_lets_the_module_be_published(package: Package) -> None:
    person = administrator()
    client = signed_in(person)
    report_of(package, how=HowChecked.READ, not_played=NotPlayed.NO_BROWSER)
    client.post(reverse(f"{NAMES}:make_module", args=[package.pk]))
    page = ModulePage.objects.get()

    publish(client, page)
    page.refresh_from_db()
    before = page.live
    inspect = reverse(f"{NAMES}:inspect", args=[package.pk])
    offered = "Godkänn paketet" in client.get(inspect).content.decode()
    client.post(reverse(f"{NAMES}:health_override", args=[package.pk]), {"reason": WHY})
    publish(client, page)
    page.refresh_from_db()

    assert (before, offered, page.live) == (False, True, True)
    entry = registry.get_logs_for_instance(package).get(action="content_import.override_check")
    assert (entry.user, entry.data) == (person, {"reason": WHY})
    assert WHY in client.get(inspect).content.decode()
    assert WHY in client.get(reverse(f"{NAMES}:history", args=[package.pk])).content.decode()


def test_upgrade_to_an_unchecked_version_is_not_offered_nor_taken() -> None:
    old = make_package(title=TITLE)
    page = publish_as_module(package=old)
    new = make_package(title="Ny utgåva", lineage=old.lineage, is_approved=False, files={"å.txt": b"ny"})
    client = signed_in(administrator())

    shown = client.get(reverse(f"{NAMES}:upgrade", args=[new.pk, page.pk])).content.decode()
    with pytest.raises(UpgradeRefused):
        UpgradePage(page=page, package=new, by=administrator(), moves=False).run()

    assert "har inte kommit till sitt slut" in shown
    approve(new)
    assert not plan_upgrade(page, new).is_unchecked


@pytest.mark.both_engines
def test_check_that_raises_ends_as_a_finding(package: Package) -> None:
    HealthReport.objects.all().delete()
    Package.objects.filter(pk=package.pk).update(manifest={"items": 7})
    report = HealthReport.objects.create(package_id=package.pk)

    carry_out_health_check(report=report)

    report.refresh_from_db()
    assert (report.state, report.is_completed) == (HealthState.DONE, False)
    assert HealthFinding.objects.filter(report=report, code=FindingCode.BREAKS_CHECK).exists()


def test_schedule_of_a_module_with_unchecked_package_leaves_a_draft(package: Package) -> None:
    page = publish_as_module(package=package)
    revision = page.save_revision()
    revision.approved_go_live_at = timezone.now() - dt.timedelta(minutes=1)
    revision.save()

    call_command("publish_scheduled")

    page.refresh_from_db()
    assert not page.live
    assert package_publish_problems(page) != []
