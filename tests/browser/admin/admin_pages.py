"""Our pages in the Wagtail admin, with something on each: what the tests of their look go through."""

from __future__ import annotations

import uuid
from contextlib import suppress
from typing import Any

from django.urls import reverse
from django.utils import timezone

from content_import.health.enums import FindingCode, HealthState, HowChecked
from content_import.health.models import HealthFinding, HealthReport
from content_import.packages.publishing import publish_as_module
from courses.models import ModulePage
from lms.attempts.actions.attempts import start_attempt
from lms.attempts.exceptions import CommitRefused
from lms.attempts.models import JournalEntry
from lms.runtimes.scorm.commits.actions import process_commit
from lms.xapi.enums import DeliveryState
from lms.xapi.models import Sender, Statement
from lms.xapi.statements.vocabulary import Verb
from people.models import Person
from tests.factories.courses import make_module_page, make_site
from tests.factories.files.used_files import admin_url, captions, document, recording
from tests.factories.packages import Sco, make_package
from tests.factories.people import EmploymentFactory, PersonFactory
from tests.factories.seminars import make_film
from tests.factories.tracking import body, relaunch

JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")
PACKAGE = "wagtailsnippets_courses_package"


def make_admin_pages() -> dict[str, str]:
    """Somebody is in the middle of a module that has a new package version; the addresses by name."""
    make_site()
    old = make_package(items=[Sco("del-1", "Första samtalet"), Sco("del-2", "Att lyssna")], title="Samtalet")
    page = publish_as_module(package=old)
    learner = EmploymentFactory(person=PersonFactory(first_name="Åsa", last_name="Exempel")).person
    version = page.module.versions.latest("number")
    attempt = start_attempt(person=learner, module_version=version, by=learner)
    launch = relaunch(attempt)
    process_commit(launch=str(launch.uuid), body=body(sequence=1))
    with suppress(CommitRefused):
        process_commit(launch=str(launch.uuid), body=b'{"sequence": "fel"}')
    items = [Sco("del-1", "Första samtalet"), Sco("del-2", "Att lyssna och fråga")]
    new = make_package(items=items, title="Samtalet", lineage=old.lineage)
    _report(new)
    _statements()
    changed, film = _make_changed_module(learner)
    entry = JournalEntry.objects.latest("pk")
    return {
        "plays": reverse("support:plays"),
        "attempt": reverse("support:attempt", args=[attempt.pk]),
        "commit": reverse("support:commit", args=[entry.pk]),
        "package with its report": reverse(f"{PACKAGE}:inspect", args=[new.pk]),
        "new version": reverse(f"{PACKAGE}:upgrade", args=[new.pk, page.pk]),
        "record store": reverse("xapi_statements"),
        "change of a module": reverse("publish_change", args=[changed.pk]),
        "film in use": admin_url(film, "delete"),
        "recordings": reverse("wagtailmedia:index"),
        "upload of a film": reverse("wagtailmedia:add", args=["video"]),
        "recording": admin_url(film, "edit"),
        "uses of a recording": admin_url(film, "media_usage"),
        "captions to delete": reverse("wagtail_bulk_action", args=["wagtaildocs", "document", "delete"])
        + f"?id={document(captions()).pk}",
    }


def _make_changed_module(learner: Person) -> tuple[ModulePage, Any]:
    """A module with a film that the learner is in the middle of, with a draft of other steps."""
    film = recording(make_film(), "Förflyttning med lyft på Åsgården")
    values = {"title": "Vändning i säng", "film": film, "captions": None, "summary": "<p>Lås hjulen.</p>"}
    text = {"title": "Innan du börjar", "body": "<p>Fråga hur personen vill ha det.</p>"}
    page = make_module_page("Förflyttning", slug="forflyttning", steps=[("text", text), ("film", values)])
    start_attempt(person=learner, module_version=page.module.versions.get(), by=learner)
    raw = list(page.steps.raw_data)
    words = "<p>Fråga hur personen vill ha det, och berätta vad du ska göra.</p>"
    raw[0] = {**raw[0], "value": {**text, "title": "Innan ni börjar", "body": words}}
    raw[1] = {**raw[1], "value": {**raw[1]["value"], "captions": document(captions()).pk}}
    page.steps = page.steps.stream_block.to_python(raw)
    page.save_revision()
    return page, film


def _report(package: Any) -> None:
    package.health_reports.all().delete()
    report = HealthReport.objects.create(
        package=package,
        state=HealthState.DONE,
        how=HowChecked.PLAYED,
        parts_played=2,
        parts_total=2,
        screenshot=JPEG,
        finished_at=timezone.now(),
    )
    for code in (FindingCode.OTHER_HOSTS, FindingCode.TOO_WIDE, FindingCode.SAVES):
        HealthFinding.objects.create(report=report, code=code, places=["typsnitt.example.com"], count=1)


def _statements() -> None:
    states = (DeliveryState.SENT, DeliveryState.REFUSED, DeliveryState.WAITING)
    for state, verb in zip(states, Verb, strict=False):
        Statement.objects.create(
            statement_id=uuid.uuid4(),
            registration=uuid.uuid4(),
            body={"verb": verb.as_json, "object": {"definition": {"name": {"sv": "Samtalet"}}}},
            state=state,
            answer="400: the verb is not known here" if state == DeliveryState.REFUSED else "",
        )
    Sender.objects.create(pk=1, failures=2, failure="503 Service Unavailable")
