"""A scheduled module stays a draft if a check finds danger before its time."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry, Revision

from content_import.health.enums import FindingCode
from content_import.packages.publishing import publish_as_module
from courses.models import ModulePage
from tests.factories.courses import make_site
from tests.factories.packages import make_package
from tests.factories.people import PersonFactory
from tests.integration.content_import.health.test_health_admin import report_of
from tests.integration.content_import.packages.test_package_admin import signed_in

pytestmark = pytest.mark.django_db
WHY = "”Farligt (v1)” är farligt för medarbetarna. Paketets sida säger varför."


def scheduled(title: str, *, live: bool = False) -> ModulePage:
    """Return a module with changes whose scheduled time has passed."""
    make_site()
    page = publish_as_module(package=make_package(title=title))
    if not live:
        page.unpublish()
    page.introduction = "Ny inledning"
    page.go_live_at = timezone.now() + dt.timedelta(days=1)
    page.save_revision().publish()
    page.refresh_from_db()
    past = timezone.now() - dt.timedelta(minutes=1)
    revision = page.latest_revision
    revision.content["go_live_at"] = past.isoformat()
    revision.approved_go_live_at = past
    revision.save()
    return page


@pytest.mark.parametrize("command", ["publish_scheduled", "publish_scheduled_pages"])
@pytest.mark.parametrize("live", [False, True], ids=["draft", "live"])
def test_schedule_of_dangerous_module_keeps_draft_and_publishes_others(command: str, live: bool) -> None:
    dangerous, sound = scheduled("Farligt", live=live), scheduled("Ofarligt")
    report_of(dangerous.steps[0].value["package"], FindingCode.HANGS)

    call_command(command)

    dangerous.refresh_from_db()
    sound.refresh_from_db()
    assert (dangerous.live, dangerous.has_unpublished_changes) == (live, True)
    if live:
        assert dangerous.introduction != "Ny inledning"
    assert dangerous.module.versions.count() == 1
    assert (sound.live, sound.introduction) == (True, "Ny inledning")
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()


@pytest.mark.both_engines
def test_schedule_of_dangerous_module_is_shown_in_history_and_editor() -> None:
    page = scheduled("Farligt")
    package = page.steps[0].value["package"]
    report_of(package, FindingCode.HANGS)
    call_command("publish_scheduled")
    client = signed_in(PersonFactory(is_superuser=True, is_staff=True))

    history = client.get(reverse("wagtailadmin_pages:history", args=[page.pk])).content.decode()
    editor = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()

    assert PageLogEntry.objects.get(action="courses.keep_as_draft").data == {"reasons": [WHY]}
    assert f"Publicerades inte. {WHY}" in history
    assert f"Inte publicerat: {WHY}" in editor
    assert reverse("wagtailsnippets_courses_package:inspect", args=[package.pk]) in editor


@pytest.mark.both_engines
def test_schedule_when_package_is_sound_again_may_be_published() -> None:
    page = scheduled("Farligt")
    package = page.steps[0].value["package"]
    report_of(package, FindingCode.HANGS)
    call_command("publish_scheduled")

    report_of(package, FindingCode.SAVES)
    page.get_latest_revision().publish()

    page.refresh_from_db()
    assert (page.live, page.introduction) == (True, "Ny inledning")
