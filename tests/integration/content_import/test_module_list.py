"""The list of modules in the admin and its filters."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from content_import.health.enums import FindingCode, HealthState
from content_import.health.models import HealthFinding, HealthReport
from courses.models import ModulePage, Recording
from lms.attempts.actions.attempts import start_attempt
from people.access.roles import GrantRole
from people.enums import RoleKind
from people.models import Municipality, Person
from tests.factories.courses import PackageFactory, make_module_page
from tests.factories.files.used_files import captions as make_captions
from tests.factories.files.used_files import document, recording
from tests.factories.people import EmploymentFactory, MunicipalityFactory, PersonFactory
from tests.factories.records import make_completion
from tests.factories.seminars import make_film, make_sound

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]
TODAY = timezone.localdate


def trainer(municipality: Municipality | None = None) -> Person:
    person = PersonFactory(first_name="Åsa", last_name="Öberg")
    GrantRole(person=person, kind=RoleKind.TRAINER, municipality=municipality, by=None).run()
    person.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return Person.objects.get(pk=person.pk)


def opened(person: Person) -> str:
    client = Client()
    client.force_login(person)
    answer = client.get(reverse("modules:index"))
    assert answer.status_code == 200
    return answer.content.decode()


def titles(person: Person, **query: Any) -> list[str]:
    client = Client()
    client.force_login(person)
    return [page.title for page in client.get(reverse("modules:index"), query).context["object_list"]]


def cells(html: str, title: str) -> list[str]:
    """Return the texts of the row with that title."""
    row = next(row for row in re.split("<tr", html) if title in row)
    found = [re.sub(r"\s+", " ", re.sub("<[^>]+>", "", cell)).strip() for cell in re.split("<td", row)[1:]]
    return [cell.rpartition("> ")[2].rpartition('">')[2] for cell in found]


def film_step(name: str, *, days_old: int, captions: bool = False) -> tuple[str, dict[str, Any]]:
    file = make_sound() if name.endswith("mp3") else make_film(name=name)
    film = recording(file, name)
    made = timezone.now() - dt.timedelta(days=days_old)
    Recording.objects.filter(pk=film.pk).update(created_at=made)
    values = {"title": "Så gör Åsa", "film": film, "summary": "<p>Å</p>"}
    return "film", {**values, "captions": document(make_captions()) if captions else None}


def warned_package(code: FindingCode = FindingCode.TOO_WIDE) -> Any:
    package = PackageFactory(title="Förflyttning")
    package.health_reports.all().delete()
    report = HealthReport.objects.create(package=package, state=HealthState.DONE)
    HealthFinding.objects.create(report=report, code=code, count=1)
    return package


def test_row_shows_owner_responsible_review_version_and_learners() -> None:
    owner = MunicipalityFactory(code="1407", name="Öckerö")
    person = trainer(owner)
    page = make_module_page("Förebygg fall", owner=owner, responsible=person, reviewed_on=dt.date(2026, 3, 1))
    page.steps = [("text", {"title": "Ny text på ö", "body": "<p>Å</p>"})]
    page.save_revision().publish()
    version = page.module.versions.latest("number")
    both, begun = EmploymentFactory().person, EmploymentFactory().person
    make_completion(both, version)
    for learner in (both, begun):
        start_attempt(person=learner, module_version=version, by=learner)

    row = cells(opened(person), "Förebygg fall")

    assert row[1:6] == ["Öckerö", "Åsa Öberg", "1 mars 2026", "2", "2"]


def test_list_is_headed_modules() -> None:
    make_module_page("Förebygg")

    assert "<title>Utbildningar" in re.sub(r"\s+", " ", opened(trainer())).replace("> ", ">")


@pytest.mark.parametrize(("days", "is_overdue"), [(364, False), (366, True)])
def test_filter_of_overdue_reviews_lists_those_over_a_year_old(days: int, is_overdue: bool) -> None:
    make_module_page("Förebygg fall", reviewed_on=TODAY() - dt.timedelta(days=days))
    make_module_page("Ny utbildning")

    assert titles(trainer(), attention="review") == (["Förebygg fall"] if is_overdue else [])


@pytest.mark.parametrize(("code", "listed"), [(FindingCode.TOO_WIDE, True), (FindingCode.SAVES, False)])
def test_filter_of_package_warnings_lists_modules_with_any(code: FindingCode, listed: bool) -> None:
    make_module_page("Förflyttning i säng", package=warned_package(code))
    make_module_page("Utan paket")

    assert titles(trainer(), attention="packages") == (["Förflyttning i säng"] if listed else [])


@pytest.mark.parametrize(
    ("name", "days", "captions", "is_late"),
    [
        ("å.mp4", 15, False, True),
        ("å.mp4", 14, False, False),
        ("å.mp4", 15, True, False),
        ("å.mp3", 15, False, False),
    ],
)
def test_filter_of_late_captions_lists_films_without_any_for_14_days(
    name: str, days: int, captions: bool, is_late: bool
) -> None:
    make_module_page("Se Åsa", steps=[film_step(name, days_old=days, captions=captions)])

    assert titles(trainer(), attention="captions") == (["Se Åsa"] if is_late else [])


def test_filter_of_titles_ignores_case_of_swedish_letters() -> None:
    make_module_page("Åldrande och sår")
    make_module_page("Basala hygienrutiner")

    assert titles(trainer(), title="åldrande SÅR") == ["Åldrande och sår"]


@pytest.mark.parametrize("column", ["title", "module__owner__name", "version", "learners", "reviewed_on"])
def test_list_sorts_by_each_column(column: str) -> None:
    for title in ("Ö", "A", "Å"):
        make_module_page(title)

    assert sorted(titles(trainer(), ordering=column)) == ["A", "Å", "Ö"]


def test_list_of_municipal_trainer_excludes_others() -> None:
    own, other = MunicipalityFactory(), MunicipalityFactory()
    old = TODAY() - dt.timedelta(days=400)
    make_module_page("Egen åldrande", owner=own, reviewed_on=old)
    make_module_page("Främmande åldrande", owner=other, reviewed_on=old)

    assert titles(trainer(own), attention="review") == ["Egen åldrande"]
    assert titles(trainer(None), attention="review") == ["Egen åldrande", "Främmande åldrande"]


def test_draft_needs_no_attention() -> None:
    page = make_module_page("Förebygg", reviewed_on=dt.date(2020, 1, 1))
    page.unpublish()

    assert (titles(trainer(), attention="review"), ModulePage.objects.count()) == ([], 1)


def test_list_with_more_modules_takes_as_many_queries() -> None:
    person = trainer()
    client = Client()
    client.force_login(person)
    taken = []
    for number in range(3):
        make_module_page(f"Å {number}", responsible=person, package=PackageFactory(title=f"Å {number}"))
        client.get(reverse("modules:index"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("modules:index"))
        taken.append(len(queries))

    assert taken[2] == taken[0]
