"""Covers on pages: drawings and pictures in lists, in the editor, and pictures kept while in use."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.files.uses import uses_of
from courses.models import ModulePage
from tests.factories.courses import ThemeFactory, make_module_page
from tests.factories.files.used_files import image
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
DRAWN = re.compile(r'class="cover cover--(\w+) cover--card"><svg[^>]*><use href="[^"]*covers\.svg#(\w+)"')


def add_module(title: str, *, with_picture: bool = False) -> ModulePage:
    page = make_module_page(title, themes=(ThemeFactory(slug="hygien", drawing="hand", tint="straw"),))
    if with_picture:
        page.cover_picture = image(title)
        page.save()
    return page


def test_catalogue_shows_covers_by_as_many_queries_for_three_modules(client: Client) -> None:
    client.force_login(PersonFactory())
    add_module("Ett", with_picture=True)
    url = reverse("wagtail_serve", args=["utbildningar/"])
    client.get(url)  # makes the rendition
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    add_module("Två", with_picture=True)
    add_module("Tre")
    client.get(url)
    with CaptureQueriesContext(connection) as three:
        page = client.get(url).content.decode()

    assert DRAWN.findall(page) == [("straw", "hand")]
    assert len(re.findall(r'<img alt="" class="cover__picture" [^>]*loading="lazy"', page)) == 2
    assert len(three) == len(one)


def test_module_and_home_show_the_chosen_drawing(client: Client) -> None:
    page = add_module("Ett")
    page.drawing = "cup"
    page.save()
    client.force_login(PersonFactory())

    shown = client.get(page.get_url()).content.decode()

    assert DRAWN.findall(shown) == [("straw", "cup")]


def test_picture_on_a_cover_is_listed_as_used() -> None:
    page = add_module("Ett", with_picture=True)

    assert [(use.page.pk, use.is_published) for use in uses_of(page.cover_picture)] == [(page.pk, True)]


def test_editor_offers_every_drawing_and_that_of_the_theme(admin: Client) -> None:
    page = add_module("Ett")
    shown = admin.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    offered = re.findall(r'<input type="radio" name="drawing" value="(\w*)" id="\w+"( checked)?', shown)

    assert (len(offered), offered[0]) == (23, ("", " checked"))
