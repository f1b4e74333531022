"""No number in a request, however long, is an error of the server."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from courses.models import Package
from people.models import Person
from tests.factories.people import PersonFactory
from tests.integration.access.admin_cells import admin_urls
from tests.integration.access.table import TABLE
from tests.integration.access.test_who_may import client_of
from tests.integration.access.world import World, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

ROOT = Path(__file__).parents[4]
PACKAGES = ("content_import", "courses", "lms", "people", "search")
READ = re.compile(r"""\.(?:GET|POST)(?:\.get(?:list)?\(|\[)["']([\w-]+)["']""")
#: Python refuses to read it as a number, and no database has it as a key
NUMBER = "9" * 4400


def values_read() -> dict[str, str]:
    """Return the names of the values that the product's code reads from requests by itself."""
    texts = (file.read_text() for package in PACKAGES for file in (ROOT / package).rglob("*.py"))
    return {name: NUMBER for text in texts for name in READ.findall(text)}


def is_of_the_product(path: str) -> bool:
    try:
        view = resolve(path).func
    except Resolver404:
        return False
    return getattr(view, "view_class", view).__module__.startswith(PACKAGES)


def addresses(world: World, administrator: Client) -> list[tuple[Client, str]]:
    """Return the addresses of the product's views, each with somebody for whom it opens."""
    found = [
        (client_of(world, min(row.may)), reverse(row.name, kwargs=row.kwargs(world)))
        for row in TABLE
        if row.may
    ]
    key = Package.objects.get().pk
    for url in admin_urls():
        for path in url.filled(key):
            if is_of_the_product(path):
                found.append((administrator, path))
    return found


def test_long_number_in_any_value_is_no_error_of_the_server(settings: object) -> None:
    settings.H5P_EDITOR_URL, settings.H5P_EDITOR_SECRET = "http://127.0.0.1:9", "x" * 40  # type: ignore[attr-defined]
    world, values = make_world(), values_read()
    administrator = Client()
    administrator.force_login(Person.objects.get(pk=PersonFactory(is_superuser=True).pk))
    found = addresses(world, administrator)

    failed = []
    for client, path in found:
        client.raise_request_exception = False
        for method in ("get", "post"):
            query = urlencode(values) if method == "get" else ""
            response = getattr(client, method)(f"{path}?{query}", values if method == "post" else None)
            if response.streaming:
                b"".join(response)  # to its end, which closes the file behind it
            if response.status_code >= 500:
                failed.append(f"{method} {path}")

    assert len(found) > 100
    assert len(values) > 20
    assert failed == []


def test_long_number_in_any_address_is_of_nothing(client: Client) -> None:
    client.force_login(Person.objects.get(pk=PersonFactory(is_superuser=True).pk))
    client.raise_request_exception = False
    site = [reverse("people:detail", args=[10**30]), reverse("items:module", args=[NUMBER])]
    admin = [path for url in admin_urls() for path in url.filled(10**30) if is_of_the_product(path)]

    assert {path: client.get(path).status_code for path in site} == dict.fromkeys(site, 404)
    assert [path for path in admin if client.get(path).status_code >= 500] == []
