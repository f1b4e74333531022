"""The editor's preview of all steps, in a frame of the admin only."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import Module, ModuleIndexPage, ModulePage
from lms.attempts.models import Attempt
from people.models import Person
from tests.factories.courses import make_module_page, make_site
from tests.factories.packages import make_package
from tests.factories.people import PersonFactory
from tests.integration.courses.modules.test_module_admin import form

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainer(client: Client) -> Client:
    make_site()
    client.force_login(Person.objects.create_superuser("drift", password="x"))
    return client


def make_page_of_each_kind() -> ModulePage:
    steps = [
        ("text", {"title": "Förebygg fall hemma", "body": "<p>Lyft på mattan.</p>"}),
        ("package", {"title": "Öva själv", "package": make_package(title="Övning")}),
    ]
    return make_module_page(title="Förebygg fall", steps=steps)


def preview(client: Client, page: ModulePage, mode: str) -> Any:
    """The page as its editor shows it: Wagtail previews the newest revision until something is changed."""
    return client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]), {"mode": mode})


@pytest.mark.parametrize("mode", ["steps", ""])
def test_preview_in_the_editor_may_be_framed_by_the_admin_alone(trainer: Client, mode: str) -> None:
    page = make_page_of_each_kind()

    response = preview(trainer, page, mode)

    assert response.status_code == 200
    assert "frame-ancestors 'self'" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("language", ["sv", "en"])
def test_preview_is_in_the_language_of_the_page(trainer: Client, language: str) -> None:
    page = make_module_page(title="Förebygg fall", language=language)

    assert f'<html lang="{language}">' in preview(trainer, page, "").content.decode()


@pytest.mark.parametrize("parameters", ["", "?is_preview=1&in_preview_panel=true&mode=steps"])
def test_page_outside_the_editor_may_be_framed_by_nobody(trainer: Client, parameters: str) -> None:
    page = make_page_of_each_kind()

    response = trainer.get(page.url + parameters)

    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Frame-Options"] == "DENY"
    assert b"wagtail-userbar" not in response.content


@pytest.mark.both_engines
def test_preview_of_steps_shows_all_without_an_attempt(trainer: Client) -> None:
    page = make_page_of_each_kind()
    package = page.steps[1].value["package"]

    response = preview(trainer, page, "steps")
    player = trainer.get(reverse("tracking:preview", args=[package.pk]))

    html = response.content.decode()
    assert "Lyft på mattan." in html
    assert f'src="{reverse("tracking:preview", args=[package.pk])}"' in html
    assert "frame-ancestors 'self'" in player.headers["Content-Security-Policy"]
    assert player.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert not Attempt.objects.exists()


def test_preview_of_a_package_is_refused_to_a_learner(client: Client) -> None:
    client.force_login(PersonFactory())

    assert client.get(reverse("tracking:preview", args=[make_package().pk])).status_code == 403


@pytest.mark.both_engines
def test_preview_of_a_new_module_shows_its_unsaved_text(trainer: Client) -> None:
    catalogue = ModuleIndexPage.objects.get(locale__language_code="sv")
    address = reverse("wagtailadmin_pages:preview_on_add", args=["courses", "modulepage", catalogue.pk])

    posted = trainer.post(address, form("Så går det till på natten"))
    response = trainer.get(address, {"mode": "steps"})

    assert posted.json() == {"is_valid": True, "is_available": True}
    assert "Så går det till på natten" in response.content.decode()
    assert not ModulePage.objects.exists()


@pytest.mark.both_engines
def test_preview_of_unsaved_changes_changes_nothing(trainer: Client) -> None:
    catalogue = ModuleIndexPage.objects.get(locale__language_code="sv")
    page = make_page_of_each_kind()
    before = list(Module.objects.order_by("pk").values())
    edit = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    add = reverse("wagtailadmin_pages:preview_on_add", args=["courses", "modulepage", catalogue.pk])
    for address in (edit, add):
        assert trainer.post(address, form("Nytt", valid_months=3)).json()["is_valid"]

        for mode in ("steps", ""):
            assert trainer.get(address, {"mode": mode}).status_code == 200

    assert list(Module.objects.order_by("pk").values()) == before
