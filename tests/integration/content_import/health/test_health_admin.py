"""Trainers read reports of checks within their permissions; dangerous packages are not published."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Workflow, WorkflowTask

from content_import.health.actions import MAX_REPORTS, RequestHealthCheck
from content_import.health.enums import FindingCode, HealthState, HowChecked
from content_import.health.models import END_TIMEOUT, START_TIMEOUT, HealthFinding, HealthReport
from content_import.packages.publishing import publish_as_module
from courses.models import ModuleIndexPage, ModulePage, Package
from people.models import Municipality
from tests.factories.courses import ThemeFactory, make_site
from tests.factories.packages import make_package
from tests.factories.people import MunicipalityFactory, PersonFactory
from tests.integration.content_import.packages.test_package_admin import NAMES, signed_in, trainer
from tests.integration.courses.modules.test_module_admin import form as module_form

pytestmark = pytest.mark.django_db
PICTURE = b"\xff\xd8\xff-a-picture"


@pytest.fixture(autouse=True)
def _in_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def municipality() -> Municipality:
    return MunicipalityFactory()


@pytest.fixture
def package(municipality: Municipality) -> Package:
    return make_package(owner=municipality)


@pytest.fixture
def client(municipality: Municipality) -> Client:
    return signed_in(trainer(municipality))


def report_of(package: Package, *codes: FindingCode, **values: Any) -> HealthReport:
    HealthReport.objects.all().delete()
    usual = {"state": HealthState.DONE, "how": HowChecked.PLAYED, "parts_played": 1, "parts_total": 1}
    report = HealthReport.objects.create(package=package, finished_at=timezone.now(), **{**usual, **values})
    for code in codes:
        HealthFinding.objects.create(report=report, code=code, places=["sida.html"], count=7)
    return report


def shown(client: Client, package: Package, name: str = "inspect") -> str:
    response = client.get(reverse(f"{NAMES}:{name}", args=[package.pk]))
    assert response.status_code == 200
    return response.content.decode()


def test_report_with_findings_shows_advice_and_places(client: Client, package: Package) -> None:
    report_of(package, FindingCode.TOO_WIDE, FindingCode.SAVES, screenshot=PICTURE)

    page = shown(client, package)

    for words in (
        "One thing to look at",
        "Pages are wider than a phone.",
        "Choose a layout that adapts",
        "sida.html",
        "and 6 more",
        "The content finds Närlära and saves how it goes.",
        "The first page on a phone",
    ):
        assert words in page


@pytest.mark.both_engines
def test_report_of_a_package_that_hung_before_its_picture_shows_none(
    client: Client, package: Package
) -> None:
    report_of(package, FindingCode.HANGS)

    page = shown(client, package)

    assert "Do not use this package." in page
    assert "The first page on a phone" not in page


@pytest.mark.parametrize(
    ("state", "age", "words"),
    [
        (HealthState.WAITING, dt.timedelta(0), "Being checked …"),
        (HealthState.RUNNING, dt.timedelta(0), "Being checked …"),
        (HealthState.WAITING, START_TIMEOUT, "It could not be played."),
        (HealthState.RUNNING, END_TIMEOUT, "It could not be played."),
        (HealthState.FAILED, dt.timedelta(0), "It could not be played."),
    ],
)
@pytest.mark.both_engines
def test_report_while_there_is_none_says_honestly_how_it_stands(
    client: Client, package: Package, state: HealthState, age: dt.timedelta, words: str
) -> None:
    report_of(package, state=state, begun_at=timezone.now() - age - dt.timedelta(seconds=1))
    HealthReport.objects.update(created_at=timezone.now() - age - dt.timedelta(seconds=1))

    page = shown(client, package, "health")

    is_waiting = words == "Being checked …"
    assert words in page
    assert ("data-waits" in page, "Check again" in page) == (is_waiting, not is_waiting)


@pytest.mark.both_engines
def test_check_when_requested_again_adds_report_and_deletes_oldest(
    client: Client, package: Package, django_capture_on_commit_callbacks: Any
) -> None:
    report_of(package)
    for _ in range(MAX_REPORTS + 1):
        with django_capture_on_commit_callbacks(execute=True):
            client.post(reverse(f"{NAMES}:health_check", args=[package.pk]))

    states = HealthReport.objects.filter(package=package).values_list("state", flat=True)
    assert list(states) == [HealthState.DONE] * MAX_REPORTS


@pytest.mark.both_engines
def test_check_when_one_is_under_way_is_reused_until_overdue(package: Package) -> None:
    hanging = report_of(package, state=HealthState.RUNNING, begun_at=timezone.now())
    assert RequestHealthCheck(package=package, by=None).run() == hanging

    HealthReport.objects.update(begun_at=timezone.now() - END_TIMEOUT - dt.timedelta(seconds=1))
    again = RequestHealthCheck(package=package, by=None).run()

    hanging.refresh_from_db()
    assert (hanging.state, again.state, again != hanging) == (HealthState.FAILED, HealthState.WAITING, True)


@pytest.mark.parametrize(
    ("who", "sees", "checks"), [("own", 200, 302), ("other", 404, 404), ("shared", 404, 404)]
)
def test_health_of_a_municipalitys_package_is_for_its_trainers(
    package: Package, municipality: Municipality, who: str, sees: int, checks: int
) -> None:
    place = {"own": municipality, "other": MunicipalityFactory(), "shared": None}[who]
    client, report = signed_in(trainer(place)), report_of(package, screenshot=PICTURE)
    picture = reverse(f"{NAMES}:health_picture", args=[package.pk, report.pk])

    assert client.get(reverse(f"{NAMES}:health", args=[package.pk])).status_code == sees
    assert client.get(picture).status_code == sees
    assert client.post(reverse(f"{NAMES}:health_check", args=[package.pk])).status_code == checks


@pytest.mark.both_engines
def test_picture_of_another_package_is_not_there(client: Client, package: Package) -> None:
    report = report_of(make_package(owner=MunicipalityFactory()), screenshot=PICTURE)

    response = client.get(reverse(f"{NAMES}:health_picture", args=[package.pk, report.pk]))

    assert response.status_code == 404


def test_module_of_a_dangerous_package_is_not_made(client: Client, package: Package) -> None:
    make_site()
    report_of(package, FindingCode.HANGS)

    response = client.post(reverse(f"{NAMES}:make_module", args=[package.pk]), follow=True)

    assert "is dangerous to learners" in response.content.decode()
    assert not ModulePage.objects.exists()


def test_module_of_a_dangerous_package_is_not_offered(client: Client, package: Package) -> None:
    report_of(package, FindingCode.TOO_WIDE)
    offered = ["Make it a module" in shown(client, package)]
    report_of(package, FindingCode.HANGS)
    offered.append("Make it a module" in shown(client, package))

    assert offered == [True, False]


def test_module_with_dangerous_package_stays_draft_but_not_with_warnings() -> None:
    make_site()
    package, client = make_package(), signed_in(PersonFactory(is_superuser=True, is_staff=True))
    report_of(package, FindingCode.TOO_WIDE)
    client.post(reverse(f"{NAMES}:make_module", args=[package.pk]))
    page = ModulePage.objects.get()

    published = []
    for code in (FindingCode.REACHES_FOR_SITE, FindingCode.TOO_WIDE):
        report_of(package, code)
        response = publish(client, page)
        assert response.status_code == 302
        page.refresh_from_db()
        published.append(page.live)

    assert published == [False, True]


@pytest.mark.both_engines
def test_dangerous_module_when_created_and_published_at_once_is_draft() -> None:
    make_site()
    package, client = make_package(), signed_in(PersonFactory(is_superuser=True, is_staff=True))
    report_of(package, FindingCode.HANGS)
    catalogue = ModuleIndexPage.objects.get(locale__language_code="sv")
    url = reverse("wagtailadmin_pages:add", args=["courses", "modulepage", catalogue.pk])

    answer = client.post(url, {**module_form(), **step_of(package)}, follow=True)

    page = ModulePage.objects.get()
    assert (page.live, page.has_unpublished_changes, page.status_string) == (False, True, "draft")
    assert "is dangerous to learners. Its page says why." in answer.content.decode()


@pytest.mark.parametrize("above", [False, True], ids=["page", "catalogue"])
def test_dangerous_module_when_published_in_bulk_stays_draft(above: bool) -> None:
    make_site()
    package, client = make_package(), signed_in(PersonFactory(is_superuser=True, is_staff=True))
    page = publish_as_module(package=package)
    page.themes.set([ThemeFactory()])
    page.save_revision()
    page.unpublish()
    chosen = page.get_parent() if above else page
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])

    published = []
    for code in (FindingCode.REACHES_FOR_SITE, FindingCode.TOO_WIDE):
        report_of(package, code)
        client.post(f"{bulk}?id={chosen.pk}&next=/cms/", {"include_descendants": "on" if above else ""})
        page.refresh_from_db()
        published.append(page.live)

    assert published == [False, True]


@pytest.mark.both_engines
def test_dangerous_module_when_approved_by_moderator_stays_draft() -> None:
    make_site()
    package, moderator = make_package(), PersonFactory(is_superuser=True)
    page = publish_as_module(package=package)
    page.unpublish()
    workflow = Workflow.objects.create(name="Läses av en till")
    WorkflowTask.objects.create(workflow=workflow, task=GroupApprovalTask.objects.create(name="Läs"))

    published = []
    for code in (FindingCode.REACHES_FOR_SITE, FindingCode.TOO_WIDE):
        page.refresh_from_db()
        page.save_revision()
        state = workflow.start(page, moderator)
        report_of(package, code)
        state.current_task_state.approve(user=moderator)
        page.refresh_from_db()
        published.append(page.live)

    assert published == [False, True]


def publish(client: Client, page: ModulePage) -> Any:
    """Press "Publish" in the page's editor, with the package as its only step."""
    step = page.steps[0]
    return client.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        {**module_form(title="Samtalet", slug=page.slug), **step_of(step.value["package"], step.id)},
    )


def step_of(package: Package, identifier: str = "") -> dict[str, Any]:
    """Return the form data of the only step."""
    return {
        "steps-count": 1,
        "steps-0-deleted": "",
        "steps-0-order": 0,
        "steps-0-type": "package",
        "steps-0-id": identifier,
        "steps-0-value-title": "Paketet",
        "steps-0-value-package": package.pk,
    }
