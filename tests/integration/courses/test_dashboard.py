"""The dashboard of those who work with modules: what waits for them, and their own modules."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from content_import.health.enums import FindingCode, HealthState
from content_import.health.models import HealthFinding, HealthReport
from courses.dashboard.modules import Status, module_rows
from courses.models import ModulePage, Package, SeminarPage
from lms.feedback.actions import create_report
from lms.feedback.enums import FaultKind
from lms.feedback.places import Place
from people.access.roles import GrantRole
from people.enums import RoleKind
from people.models import Municipality, Person
from tests.factories.courses import PackageFactory, make_module_page
from tests.factories.people import MunicipalityFactory, PersonFactory
from tests.factories.seminars import make_seminar, make_transcript

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def trainer(municipality: Municipality | None = None, first_name: str = "Åsa") -> Person:
    person = PersonFactory(first_name=first_name, last_name="Öberg")
    GrantRole(person=person, kind=RoleKind.TRAINER, municipality=municipality, by=None).run()
    return Person.objects.get(pk=person.pk)


def opened(person: Person) -> str:
    """Return the text of the dashboard, without markup."""
    client = Client()
    client.force_login(person)
    answer = client.get(reverse("wagtailadmin_home"))
    assert answer.status_code == 200
    main = re.search(r"<main.*?</main>", answer.content.decode(), re.DOTALL)
    assert main
    return re.sub(r"\s+", " ", html.unescape(re.sub("<[^>]+>", " ", main[0])))


def statuses(person: Person) -> dict[str, Status]:
    return {row.page.title: row.status for row in module_rows(person, TODAY()).rows}


def warned_package() -> Package:
    package = PackageFactory(title="Förflyttning")
    package.health_reports.all().delete()
    report = HealthReport.objects.create(package=package, state=HealthState.DONE)
    HealthFinding.objects.create(report=report, code=FindingCode.TOO_WIDE, count=1)
    return package


def report_about(page: ModulePage | None, message: str) -> None:
    place = Place(address="/", title=page.title if page else "", module=page.module if page else None)
    create_report(kind=FaultKind.CONTENT, message=message, place=place)


def change(page: ModulePage) -> None:
    page.introduction = "Ny text på ö."
    page.save_revision()


def test_rows_say_which_modules_are_drafts_changed_or_unpublished() -> None:
    for title in ("Publicerad", "Ändrad", "Avpublicerad", "Planerad"):
        make_module_page(title)
    change(ModulePage.objects.get(title="Ändrad"))
    ModulePage.objects.get(title="Avpublicerad").unpublish()
    ModulePage.objects.filter(title="Planerad").update(live=False, first_published_at=None)
    draft = ModulePage.objects.get(title="Planerad")

    before = statuses(trainer())["Planerad"]
    draft.go_live_at = timezone.now() + dt.timedelta(days=3)
    draft.save_revision().publish()

    assert (before, statuses(trainer())) == (
        Status.DRAFT,
        {
            "Publicerad": Status.PUBLISHED,
            "Ändrad": Status.CHANGED,
            "Avpublicerad": Status.UNPUBLISHED,
            "Planerad": Status.SCHEDULED,
        },
    )


@pytest.mark.parametrize(
    ("days", "sentence"), [(334, ""), (335, "Ska granskas senast"), (366, "Skulle ha granskats senast")]
)
def test_row_says_when_the_review_is_due(days: int, sentence: str) -> None:
    page = make_module_page("Förebygg fall", reviewed_on=TODAY() - dt.timedelta(days=days))

    notes = module_rows(trainer(), TODAY()).rows[0].notes

    assert page.review_due_on == TODAY() + dt.timedelta(days=365 - days)
    assert [note.text.startswith(sentence) for note in notes] == [True] * bool(sentence)
    assert [note.is_late for note in notes] == [days > 365] * bool(sentence)


def test_modules_with_late_notes_come_first_and_then_the_last_changed() -> None:
    package = warned_package()
    make_module_page("Sist ändrad för länge sedan")
    make_module_page("Åldrande paket", package=package)
    make_module_page("Sen granskning", reviewed_on=TODAY() - dt.timedelta(days=400))
    make_module_page("Nyss ändrad")

    rows = module_rows(trainer(), TODAY()).rows

    assert [row.page.title for row in rows] == [
        "Sen granskning",
        "Åldrande paket",
        "Nyss ändrad",
        "Sist ändrad för länge sedan",
    ]
    assert [note.url for note in rows[1].notes] == [
        reverse("wagtailsnippets_courses_package:inspect", args=[package.pk])
    ]


def test_municipal_trainer_sees_own_modules_and_reports_alone() -> None:
    own, other = MunicipalityFactory(code="1407"), MunicipalityFactory(code="1440")
    person = trainer(own)
    mine = make_module_page("Egen på Öckerö", owner=own)
    foreign = make_module_page("Främmande i Ale", owner=other)
    shared = make_module_page("Delad av alla")
    answers_for = make_module_page("Ansvarar för", responsible=person)
    for page in (mine, foreign, shared, None):
        report_about(page, f"Fel: {page.title if page else 'på startsidan'}")

    text, everything = opened(person), opened(trainer(None, "Tora"))

    assert set(statuses(person)) == {"Egen på Öckerö", "Ansvarar för"}
    assert "Fel: Egen på Öckerö" in text
    assert [word for word in ("Främmande", "Delad av alla", "på startsidan") if word in text] == []
    assert [word for word in ("Delad av alla", "Fel: på startsidan") if word not in everything] == []
    rows = {row.page.pk: row.url for row in module_rows(person, TODAY()).rows}
    assert rows[mine.pk] == reverse("wagtailadmin_pages:edit", args=[mine.pk])
    assert rows[answers_for.pk] == answers_for.get_url()


def test_former_trainer_no_longer_sees_the_modules_of_the_municipality() -> None:
    former, present = MunicipalityFactory(), MunicipalityFactory()
    person = trainer(present)
    page = make_module_page("Kvar sedan förr", owner=former)
    ModulePage.objects.filter(pk=page.pk).update(owner=person)

    assert statuses(person) == {}


def test_dashboard_greets_and_has_two_actions_without_modules() -> None:
    make_module_page("Annan", owner=MunicipalityFactory())
    text = opened(trainer(MunicipalityFactory()))

    assert [word for word in ("Hej Åsa", "Ny utbildning", "Ta in material") if word not in text] == []
    assert "Du har inga utbildningar än" in text
    assert "Väntar på dig" not in text


def test_seminars_with_late_captions_wait_for_trainers_of_shared_modules() -> None:
    late = make_seminar("Sent på Öckerö")
    make_seminar("Textat i tid", transcript=make_transcript("Hej på dig"))
    SeminarPage.objects.update(held_on=TODAY() - dt.timedelta(days=15))

    text = opened(trainer())

    assert f"”{late.title}” har saknat undertexter i 14 dagar" in text
    assert "Textat i tid" not in text
    assert late.title not in opened(trainer(MunicipalityFactory()))


def test_other_staff_of_the_admin_keep_the_page_of_wagtail() -> None:
    person = PersonFactory(first_name="Åke")
    person.user_permissions.add(Permission.objects.get(codename="access_admin"))

    assert "Ny utbildning" not in opened(person)


def test_dashboard_with_thirty_modules_takes_as_many_queries_as_with_one() -> None:
    owner = MunicipalityFactory()
    person = trainer(owner)
    client = Client()
    client.force_login(person)
    taken = []
    for count in (1, 30):
        for number in range(ModulePage.objects.count(), count):
            page = make_module_page(f"Å {number}", owner=owner, responsible=person, package=warned_package())
            change(page)
            report_about(page, f"Fel i {number}")
        client.get(reverse("wagtailadmin_home"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("wagtailadmin_home"))
        taken.append(len(queries))

    assert (taken[1], module_rows(person, TODAY()).count) == (taken[0], 30)
