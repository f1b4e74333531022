"""Every page, for each kind of person, leads to the form with the page's address."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from demo.information import publish_information
from people.models import Person
from tests.integration.access.table import EVERYBODY, TABLE
from tests.integration.access.test_who_may import client_of
from tests.integration.access.world import STRANGER, World, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def world() -> World:
    return make_world()


def is_page(response: HttpResponseBase) -> bool:
    """Return whether it is a whole page, not a file, a fragment or a redirect."""
    is_html = response.headers.get("Content-Type", "").startswith("text/html")
    return response.status_code == 200 and is_html and b"<!doctype html" in response.content[:200].lower()


def lacks_link(client: Client, url: str) -> bool | None:
    """Open the URL; return whether the link to the form is missing, or None if it is no page."""
    with transaction.atomic():
        response = client.get(url)
        transaction.set_rollback(True)
    if not is_page(response):
        if response.streaming:
            b"".join(response)
        return None
    link = f"page={quote(urlsplit(url).path, safe='')}"
    form = f"{reverse('feedback:report_fault')}?"
    return not any(link in rest.partition('"')[0] for rest in response.content.decode().split(form)[1:])


def test_page_of_each_address_links_to_the_form_with_its_address(world: World) -> None:
    clients = {who: client_of(world, who) for who in EVERYBODY}
    found = {}
    for row in TABLE:
        url = reverse(row.name, kwargs=row.kwargs(world)) + row.query
        answers = (lacks_link(clients[who], url) for who in sorted(row.may))
        found[row.name] = next((lacks for lacks in answers if lacks is not None), None)

    pages = {name for name, lacks in found.items() if lacks is not None}
    assert {"learner:mine", "tracking:step", "reports:unit", "account_login"} <= pages
    assert [name for name, lacks in found.items() if lacks] == []


@pytest.mark.parametrize("who", [STRANGER, "learner", "trainer"])
def test_page_of_the_tree_links_to_the_form_with_its_address(world: World, who: str) -> None:
    publish_information()
    client = client_of(world, who)
    urls = [page.get_url() for page in Page.objects.live().filter(depth__gt=1)]

    found = {
        url: lacks_link(client, url) for url in urls if url and url.startswith("/") and "/en/" not in url
    }

    least = 2 if who == STRANGER else 6
    assert len([url for url, lacks in found.items() if lacks is not None]) >= least
    assert [url for url, lacks in found.items() if lacks] == []


def test_module_page_links_to_the_form_about_its_content(world: World) -> None:
    page = world.attempt.module.pages.first()
    url = page.get_url()

    content = client_of(world, "learner").get(url).content.decode()

    assert f"/rapportera/?kind=content&amp;page={quote(url, safe='')}" in content


@pytest.mark.both_engines
def test_admin_has_the_form_in_its_menu(client: Client) -> None:
    client.force_login(Person.objects.create_superuser("drift"))

    page = client.get("/cms/")

    assert (page.status_code, reverse("feedback:report_fault") in page.content.decode()) == (200, True)
