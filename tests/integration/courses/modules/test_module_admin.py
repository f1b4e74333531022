"""The form of modules in the admin, and its messages."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext as _

from courses.models import ModuleIndexPage, ModulePage
from people.access.roles import GrantRole
from people.enums import RoleKind
from people.models import Person
from tests.factories.courses import ThemeFactory, make_module_page, make_site
from tests.factories.people import MunicipalityFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue() -> ModuleIndexPage:
    make_site()
    return ModuleIndexPage.objects.get(locale__language_code="sv")


@pytest.fixture
def operator(client: Client) -> Client:
    client.force_login(Person.objects.create_superuser("drift", password="x"))
    return client


def stream(*titles: str) -> dict[str, Any]:
    """The steps as the admin's form posts them: screens of text."""
    posted: dict[str, Any] = {"steps-count": len(titles)}
    draft = {"blocks": [{"key": "a", "type": "unstyled", "text": "Ord."}], "entityMap": {}}
    for number, title in enumerate(titles):
        posted |= {
            f"steps-{number}-deleted": "",
            f"steps-{number}-order": number,
            f"steps-{number}-type": "text",
            f"steps-{number}-id": "",
            f"steps-{number}-value-title": title,
            f"steps-{number}-value-body": json.dumps(draft),
        }
    return posted


def form(*steps: str, **values: Any) -> dict[str, Any]:
    aims = {"blocks": [{"key": "a", "type": "unstyled", "text": "Veta hur."}], "entityMap": {}}
    return {
        "title": "Samtalet",
        "slug": "samtalet",
        "introduction": "Om att prata.",
        "minutes": 8,
        "aims": json.dumps(aims),
        "audience": "Alla",
        "themes": [ThemeFactory(slug="tema").pk],
        "module_owner": "",
        "valid_months": 12,
        "action-publish": "1",
        "comments-TOTAL_FORMS": 0,
        "comments-INITIAL_FORMS": 0,
        **stream(*steps),
        **values,
    }


def create(client: Client, catalogue: ModuleIndexPage, data: dict[str, Any]) -> Any:
    return client.post(reverse("wagtailadmin_pages:add", args=["courses", "modulepage", catalogue.pk]), data)


def test_module_when_published_by_form_gets_its_module_and_version(
    operator: Client, catalogue: ModuleIndexPage
) -> None:
    response = create(operator, catalogue, form("Börja"))

    page = ModulePage.objects.get()
    assert response.status_code == 302
    assert (page.live, page.module.slug, page.module.valid_months) == (True, "samtalet", 12)
    assert page.module.versions.get().steps[0]["title"] == "Börja"


def test_module_without_steps_is_not_published_and_says_why(
    operator: Client, catalogue: ModuleIndexPage
) -> None:
    answer = create(operator, catalogue, form())

    (refusal,) = answer.context["form"].errors.as_data()["steps"]
    assert ModulePage.objects.count() == 0
    assert [str(error.message) for error in refusal.non_block_errors.as_data()] == [
        _("Add at least one step before you publish: a text, a film or a package.")
    ]


def test_module_without_steps_may_wait_as_a_draft(operator: Client, catalogue: ModuleIndexPage) -> None:
    data = form()
    del data["action-publish"]
    create(operator, catalogue, data)

    assert ModulePage.objects.get().live is False


def test_module_of_a_municipalitys_trainer_is_the_municipalitys(
    client: Client, catalogue: ModuleIndexPage
) -> None:
    own, other = MunicipalityFactory(), MunicipalityFactory()
    trainer = PersonFactory()
    GrantRole(person=trainer, kind=RoleKind.TRAINER, municipality=own, by=None).run()
    client.force_login(trainer)

    create(client, catalogue, form("Börja", module_owner=other.pk))
    refused = ModulePage.objects.count()
    create(client, catalogue, form("Börja", module_owner=own.pk))

    assert (refused, ModulePage.objects.get().module.owner) == (0, own)


@pytest.mark.both_engines
def test_module_that_was_published_is_unpublished_rather_than_deleted(operator: Client) -> None:
    page = make_module_page("Samtalet")

    operator.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))

    assert ModulePage.objects.filter(pk=page.pk).exists()


@pytest.mark.both_engines
def test_module_page_when_copied_becomes_a_module_of_its_own(operator: Client) -> None:
    page = make_module_page("Samtalet", slug="samtalet")
    copy = page.copy(update_attrs={"slug": "kopia", "title": "Kopia"}, keep_live=False)

    operator.post(
        reverse("wagtailadmin_pages:edit", args=[copy.pk]), form("Börja", title="Kopia", slug="kopia")
    )

    copy.refresh_from_db()
    assert (copy.module.slug, page.module.slug) == ("kopia", "samtalet")


@pytest.mark.parametrize("action", ["publish", "delete"])
def test_module_is_not_published_or_deleted_where_wagtail_runs_no_hook(operator: Client, action: str) -> None:
    page = make_module_page()
    page.unpublish()

    answer = operator.post(reverse("wagtailadmin_api:pages:action", args=[page.pk, action]))

    assert answer.status_code == 404
    assert ModulePage.objects.get().live is False
