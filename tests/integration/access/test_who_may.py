"""Every URL of the site is opened as every kind of person and compared with the table."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation

from tests.integration.access.table import EVERYBODY, TABLE, Row
from tests.integration.access.world import World, make_world

pytestmark = [pytest.mark.both_engines, pytest.mark.slow]

#: URLs of Wagtail that are not in the table: pages (test_pages), documents and the admin (below)
ELSEWHERE = {
    "wagtail_serve",
    "wagtaildocs_serve",
    "wagtaildocs_authenticate_with_password",
    "wagtailcore_authenticate_with_password",
    "wagtailcore_login",
}
#: open in Wagtail's admin without sign-in: the sign-in page and its assets
ADMIN_DOOR = {
    "wagtailadmin_login",
    "wagtailadmin_logout",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_sprite",
}


def addresses(resolver: URLResolver, namespace: str = "", path: str = "") -> Iterator[tuple[str, str]]:
    """Yield (path, name) of every address below `resolver`."""
    for pattern in resolver.url_patterns:
        here = path + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield here, f"{namespace}{pattern.name}"
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern, inner, here)


def site_addresses() -> set[str]:
    with translation.override("sv"):
        found = list(addresses(get_resolver()))
    return {name for path, name in found if not path.startswith("cms/")} - ELSEWHERE


def client_of(world: World, who: str) -> Client:
    client = Client()
    person = world.people[who]
    if person is not None:
        client.force_login(person)
    return client


def is_let_in(client: Client, url: str) -> bool:
    """Request the URL by GET, or by POST if GET is not allowed; return whether access was permitted."""
    response = client.get(url)
    if response.status_code == 405:
        response = client.post(url)
    if response.streaming:
        b"".join(response)  # to its end, which closes the file behind it
    to_sign_in = response.status_code == 302 and response["Location"].startswith(reverse("account_login"))
    return response.status_code in {200, 302, 400, 409} and not to_sign_in


def those_let_in(row: Row, world: World, clients: dict[str, Client]) -> set[str]:
    """Return the kinds of person for whom the URL opens; changes by each request are rolled back."""
    url = reverse(row.name, kwargs=row.kwargs(world)) + row.query
    let_in = set()
    for who, client in clients.items():
        with transaction.atomic():
            if is_let_in(client, url):
                let_in.add(who)
            transaction.set_rollback(True)
    return let_in


def test_table_when_compared_with_the_addresses_names_them_all() -> None:
    assert {row.name for row in TABLE} == site_addresses()


@pytest.mark.django_db
def test_urls_when_opened_by_each_kind_of_person_admit_the_permitted() -> None:
    world = make_world()
    clients = {who: client_of(world, who) for who in EVERYBODY}

    differing = {}
    for row in TABLE:
        let_in = those_let_in(row, world, clients)
        if let_in != row.may:
            differing[row.name] = {"too many": let_in - row.may, "too few": row.may - let_in}

    assert differing == {}


@pytest.mark.django_db
def test_admin_when_opened_by_anyone_but_trainers_is_closed() -> None:
    world = make_world()
    urls = {}
    for path, name in addresses(get_resolver()):
        if path.startswith("cms/") and "<" not in path and "(" not in path and name not in ADMIN_DOOR:
            urls[name] = "/" + path
    assert len(urls) > 50

    let_in = [
        (who, name)
        for who in EVERYBODY - {"trainer", "other trainer"}
        for client in [client_of(world, who)]
        for name, url in urls.items()
        if client.get(url).status_code == 200
    ]

    assert let_in == []
