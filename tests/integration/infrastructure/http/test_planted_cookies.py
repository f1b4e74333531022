"""Cookies that a package has planted for the site's domain are ignored."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings as project
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.http import HttpResponse
from django.test import Client, RequestFactory

from infrastructure.http.cookies import HostCookieStorage
from people.models import Person
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db

#: what browsers let a sub-domain write before a protected name, and Django strips
SPACES = ["\u2000", "\u00a0", "\u0085", "\u3000"]
HEADING = "Det här har hänt någon annan, å ä ö"


@pytest.fixture(autouse=True)
def host_cookies(settings: Any) -> None:
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    settings.LANGUAGE_COOKIE_NAME = "__Host-django_language"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = settings.LANGUAGE_COOKIE_SECURE = True


@pytest.fixture
def stranger() -> Person:
    return PersonFactory(first_name="Främling", last_name="Öst")


@pytest.fixture
def victim() -> Person:
    return PersonFactory(first_name="Åsa", last_name="Ärlig")


def session_of(person: Person) -> str:
    client = Client()
    client.force_login(person)
    return client.cookies[project.SESSION_COOKIE_NAME].value


def get(path: str, *cookies: tuple[str, str]) -> Any:
    header = "; ".join(f"{name}={value}" for name, value in cookies)
    return Client().get(path, HTTP_COOKIE=header.encode().decode("latin-1"))


@pytest.mark.parametrize("space", SPACES)
def test_session_that_is_planted_signs_nobody_in(space: str, stranger: Person) -> None:
    response = get("/mitt/", (f"{space}__Host-sessionid", session_of(stranger)))

    assert response.status_code == 302
    assert response.url.startswith("/konto/logga-in/")


@pytest.mark.parametrize("space", SPACES)
def test_session_that_is_planted_replaces_nobodys_own(space: str, stranger: Person, victim: Person) -> None:
    own = ("__Host-sessionid", session_of(victim))
    planted = [
        (f"{space}__Host-sessionid", session_of(stranger)),
        ("sessionid", session_of(stranger)),
    ]

    responses = [get("/", own, *planted), get("/", *planted, own)]

    assert [response.wsgi_request.user for response in responses] == [victim] * 2


@pytest.mark.parametrize("space", ["", *SPACES])
def test_csrf_token_that_is_planted_opens_no_form(space: str, victim: Person) -> None:
    token = "a" * 32
    client = Client(enforce_csrf_checks=True)
    name = f"{space}__Host-csrftoken" if space else "csrftoken"
    cookies = f"__Host-sessionid={session_of(victim)}; {name}={token}"

    response = client.post(
        "/konto/logout/",
        {"csrfmiddlewaretoken": token},
        HTTP_COOKIE=cookies.encode().decode("latin-1"),
        secure=True,
        HTTP_REFERER="https://testserver/",
    )

    assert response.status_code == 403


@pytest.mark.parametrize("name", ["django_language", "\u2000__Host-django_language"])
@pytest.mark.parametrize("path", ["/rapportera/", "/konto/logga-in/", "/finns-inte-å/"])
def test_language_follows_the_address_and_no_planted_cookie(name: str, path: str) -> None:
    response: HttpResponse = get(path, (name, "en"))

    assert '<html lang="sv"' in response.content.decode()


@pytest.mark.parametrize(
    ("name", "is_shown"), [("messages", False), ("\u2000__Host-messages", False), ("__Host-messages", True)]
)
def test_message_of_somebody_else_that_is_planted_is_not_shown(
    rf: RequestFactory, victim: Person, name: str, is_shown: bool
) -> None:
    signed = HostCookieStorage(rf.get("/"))._encode([Message(constants.SUCCESS, HEADING)])  # as the site does

    response = get("/cms/account/", ("__Host-sessionid", session_of(_trainer(victim))), (name, signed))

    assert response.status_code == 200
    assert (HEADING in response.content.decode()) == is_shown


def _trainer(person: Person) -> Person:
    person.is_staff = person.is_superuser = True
    person.save()
    return person


def test_message_is_kept_in_a_cookie_of_the_site_alone(victim: Person) -> None:
    client = Client()
    client.force_login(victim)

    client.post("/konto/logout/", secure=True)

    assert {name for name in client.cookies if not name.startswith("__Host-")} == set()
