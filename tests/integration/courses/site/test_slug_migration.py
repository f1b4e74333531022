"""The migration that gives existing pages and modules ASCII slugs."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Revision

from courses.models import Module, ModuleIndexPage, ModulePage, Theme
from tests.factories.courses import ThemeFactory, make_module_page
from tests.factories.people import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]
migration = import_module("courses.migrations.0007_ascii_slugs")


def convert() -> None:
    migration.convert_slugs(apps, None)


def give_slug(page: Page, slug: str) -> None:
    """Store a slug as earlier versions did, in the page, the paths below it and its newest revision."""
    old = page.url_path
    new = old.removesuffix(f"{page.slug}/") + f"{slug}/"
    for below in Page.objects.descendant_of(page, inclusive=True):
        path = new + below.url_path[len(old) :]
        Page.objects.filter(pk=below.pk).update(url_path=path)
    Page.objects.filter(pk=page.pk).update(slug=slug)
    revision: Revision = page.latest_revision
    revision.content |= {"slug": slug, "url_path": new}
    revision.save(update_fields=["content"])


def without_constraint(name: str, table: str) -> None:
    """Let the table hold what it could before the constraint; the test's transaction puts it back."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        else:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")


@pytest.fixture
def lax_tables() -> object:
    without_constraint("module_slug_ascii", "courses_module")
    without_constraint("theme_slug_ascii", "courses_theme")
    yield
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


def test_module_page_with_unicode_slug_opens_at_its_old_address(client: Client) -> None:
    page = make_module_page("Förebygg fall hemma")
    give_slug(page, "förebygg-fall-hemma")
    client.force_login(PersonFactory())

    convert()

    page.refresh_from_db()
    answer = client.get("/utbildningar/förebygg-fall-hemma/?från=mejl", follow=True)
    assert page.slug == "forebygg-fall-hemma"
    assert (answer.redirect_chain, answer.status_code) == ([(page.url, 301)], 200)


def test_pages_below_a_unicode_slug_in_english_are_redirected(client: Client) -> None:
    page = make_module_page("Samtalet", language="en")
    catalogue = ModuleIndexPage.objects.get(locale__language_code="en")
    give_slug(catalogue, "utbildningar-på-engelska")
    client.force_login(PersonFactory())

    convert()

    answer = client.get("/en/utbildningar-på-engelska/samtalet/", follow=True)
    assert (answer.redirect_chain[0][0], answer.status_code) == (
        "/en/utbildningar-pa-engelska/samtalet/",
        200,
    )
    assert ModulePage.objects.get(pk=page.pk).url == "/en/utbildningar-pa-engelska/samtalet/"


def test_unicode_slug_whose_ascii_one_is_taken_gets_a_number() -> None:
    make_module_page("Förebygg")
    other = make_module_page("Annan")
    give_slug(other, "förebygg")

    convert()

    assert ModulePage.objects.get(pk=other.pk).slug == "forebygg-2"


def test_unicode_slug_in_a_draft_is_converted_and_published() -> None:
    page = make_module_page("Förebygg")
    give_slug(page, "förebygg")

    convert()
    page.get_latest_revision().publish()

    assert ModulePage.objects.get(pk=page.pk).slug == "forebygg"


def test_ascii_slugs_are_left_alone_when_converted_again() -> None:
    make_module_page("Förebygg")
    before = list(Page.objects.values_list("pk", "slug", "url_path"))

    convert()
    convert()

    assert list(Page.objects.values_list("pk", "slug", "url_path")) == before
    assert Redirect.objects.count() == 0


def test_modules_and_themes_with_unicode_slugs_get_ascii_ones(lax_tables: object) -> None:
    Module.objects.create(slug="forebygg")
    module = Module.objects.create(slug="förebygg")
    theme = ThemeFactory(slug="nära-vård")

    convert()

    assert Module.objects.get(pk=module.pk).slug == "forebygg-2"
    assert Theme.objects.get(pk=theme.pk).slug == "nara-vard"
