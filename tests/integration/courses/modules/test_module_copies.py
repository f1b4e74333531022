"""A copied module page gets a module of its own; a published page keeps its module."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale

from courses.exceptions import ModuleIsFixed
from courses.models import Module, ModulePage
from courses.modules.actions import freeze_module_version
from lms.records.actions.completions import record_completion
from lms.records.models import Completion
from people.models import Person
from tests.factories.courses import make_module_page, make_site
from tests.factories.people import EmploymentFactory, MunicipalityFactory
from tests.integration.courses.modules.test_module_admin import form

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(client: Client) -> Client:
    make_site()
    client.force_login(Person.objects.create_superuser("drift", password="x"))
    return client


def make_translated_module() -> tuple[ModulePage, ModulePage]:
    """A published module in Swedish and English."""
    steps = {"slug": "basala-hygienrutiner"}
    swedish = make_module_page("Basala hygienrutiner", owner=MunicipalityFactory(), valid_months=12, **steps)
    english = make_module_page("Hygiene", language="en", owner=swedish.module.owner, valid_months=12, **steps)
    return swedish, english


def copy_in_admin(client: Client, page: ModulePage, **values: Any) -> ModulePage:
    """Copy the page as the admin does, and return the copy."""
    data = {
        "new_title": "Hygien för vikarier på Åsgården",
        "new_slug": "hygien-for-vikarier",
        "new_parent_page": page.get_parent().pk,
        **values,
    }
    response = client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), data)
    assert response.status_code == 302
    return ModulePage.objects.get(slug="hygien-for-vikarier")


def publish_in_admin(client: Client, page: ModulePage, **values: Any) -> None:
    data = form("Nytt steg", title=page.title, slug=page.slug, **values)
    response = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)
    assert response.status_code == 302, response.context["form"].errors
    choice = reverse("publish_change", args=[page.pk])
    if response["Location"] == choice:
        answer = {"manner": "version", "completions": "hold"}
        answer["revision"] = client.get(choice).context["change"].revision.pk
        client.post(choice, answer)


@pytest.mark.parametrize("values", [{}, {"publish_copies": "on"}], ids=["draft", "published"])
def test_module_page_copied_in_the_admin_has_its_own_module(operator: Client, values: dict[str, str]) -> None:
    swedish, _ = make_translated_module()

    copy = copy_in_admin(operator, swedish, **values)

    assert copy.module != swedish.module
    assert copy.module.slug == "hygien-for-vikarier"
    assert (copy.module.owner, copy.module.valid_months) == (swedish.module.owner, 12)
    assert copy.get_latest_revision_as_object().module == copy.module


@pytest.mark.both_engines
def test_completions_stay_with_the_original_when_copy_and_original_change(operator: Client) -> None:
    swedish, english = make_translated_module()
    module = swedish.module
    person = EmploymentFactory(valid_from=dt.date(2020, 1, 1)).person
    version = module.versions.filter(language="sv").latest("number")
    record_completion(
        person=person, module_version=version, attempt_uuid=uuid.uuid4(), achieved_at=timezone.now()
    )

    copy = copy_in_admin(operator, swedish)
    publish_in_admin(operator, copy)
    publish_in_admin(operator, swedish)

    for page in (swedish, english, copy):
        page.refresh_from_db()
    assert module.versions.filter(language="sv").count() == 2
    assert swedish.module == english.module == module
    assert copy.module != module
    assert Completion.objects.filter(module=module).count() == 1
    assert not Completion.objects.filter(module=copy.module).exists()
    assert {version.title for version in copy.module.versions.all()} == {copy.title}


@pytest.mark.both_engines
def test_old_revision_of_a_copy_keeps_the_copys_module(operator: Client) -> None:
    swedish, _ = make_translated_module()

    copy = copy_in_admin(operator, swedish)

    assert [revision.as_object().module for revision in copy.revisions.all()] == [copy.module] * (
        copy.revisions.count()
    )


@pytest.mark.both_engines
def test_translation_and_alias_share_the_module() -> None:
    page = make_module_page("Basala hygienrutiner")
    make_site()

    translation = page.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
    alias = page.create_alias(update_slug="alias")

    assert translation.module == alias.module == page.module


def test_module_of_a_published_page_cannot_change() -> None:
    page, other = make_module_page("Fall"), make_module_page("Mat")
    page.unpublish()
    page.module = other.module

    with pytest.raises(ModuleIsFixed):
        page.save()

    page.refresh_from_db()
    assert page.module != other.module


def break_as_before(original: ModulePage, copy: ModulePage) -> Module:
    """Put the pages into the state that copying and editing made before; return the original's new module."""
    shared = original.module
    ModulePage.objects.filter(pk=copy.pk).update(module=shared)
    copy.refresh_from_db()
    freeze_module_version(page=copy)
    new = Module.objects.create(slug="basala-hygienrutiner-2", valid_months=12)
    ModulePage.objects.filter(pk=original.pk).update(module=new)
    original.refresh_from_db()
    freeze_module_version(page=original)
    return new


@pytest.mark.both_engines
def test_repair_returns_the_module_to_the_original_and_its_translation(
    operator: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    swedish, english = make_translated_module()
    module = swedish.module
    copy = copy_in_admin(operator, swedish, publish_copies="on")
    break_as_before(swedish, copy)

    call_command("repair_copied_modules")
    after_listing = ModulePage.objects.get(pk=copy.pk).module
    call_command("repair_copied_modules", "--apply")
    call_command("repair_copied_modules")

    for page in (swedish, english, copy):
        page.refresh_from_db()
    assert after_listing == module
    assert swedish.module == english.module == module
    assert copy.module != module
    assert module.versions.filter(language="sv").latest("number").title == swedish.title
    assert copy.module.versions.latest("number").title == copy.title
    assert not Module.objects.filter(slug="basala-hygienrutiner-2").exists()
    assert capsys.readouterr().out.splitlines()[-1].startswith("Every module page has its own module.")


def test_repair_keeps_a_module_that_somebody_completed(
    operator: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    swedish, _ = make_translated_module()
    copy = copy_in_admin(operator, swedish, publish_copies="on")
    between = break_as_before(swedish, copy)
    person = EmploymentFactory(valid_from=dt.date(2020, 1, 1)).person
    record_completion(
        person=person,
        module_version=between.versions.latest("number"),
        attempt_uuid=uuid.uuid4(),
        achieved_at=timezone.now(),
    )

    call_command("repair_copied_modules", "--apply")

    assert Completion.objects.filter(module=between).count() == 1
    assert "basala-hygienrutiner-2 has no page any more" in capsys.readouterr().out
