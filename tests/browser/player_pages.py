"""Ways into the player that its browser tests share."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import BrowserContext, FrameLocator, Page, Route, expect

from courses.models import Package
from lms.attempts.actions.attempts import start_attempt
from lms.attempts.models import Attempt, ScoState
from people.models import Person
from tests.chromium import site_cookie
from tests.factories.people import PASSWORD
from tests.factories.tracking import make_module


def sign_in(context: BrowserContext, person: Person, site: str) -> None:
    """Give the browser the session of `person`."""
    client = Client()
    client.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([site_cookie(name, client.cookies[name].value, site)])


def sign_in_by_form(page: Page, site: str, username: str) -> None:
    """Sign in as a person does, with their name and password."""
    page.goto(f"{site}/konto/logga-in/")
    page.locator("[name=login]").fill(username)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url(f"{site}/")


def begin(person: Person, *steps: Any) -> Attempt:
    """The person has begun a module of those steps."""
    return start_attempt(person=person, module_version=make_module(*steps), by=person)


def play(page: Page, site: str, attempt: Attempt) -> FrameLocator:
    """Open the attempt's page; return the content's frame, once it shows itself."""
    page.goto(f"{site}/lar/{attempt.uuid}/")
    content = shell(page).frame_locator("#content")
    expect(content.locator("h1")).to_be_visible()
    return content


def opened(
    context: BrowserContext, site: str, person: Person, *steps: Any
) -> tuple[Attempt, Page, FrameLocator]:
    """The person has begun a module of those steps and opened it; return its attempt, page and content."""
    attempt = begin(person, *steps)
    sign_in(context, person, site)
    page = context.new_page()
    return attempt, page, play(page, site, attempt)


def shell(page: Page) -> FrameLocator:
    return page.frame_locator(".player__frame")


def saved(page: Page) -> None:
    """Wait until everything is saved."""
    expect(shell(page).locator("#save")).to_have_text(re.compile("^(Sparat|Saved)$"))


def without_parting_words(context: BrowserContext) -> None:
    """What pages send as they are closed gets lost: an emulated loss of network lets it through."""
    context.add_init_script("navigator.sendBeacon = () => true")


def save_twice_without_network(
    phone: BrowserContext, site: str, learner: Person, package: Package
) -> Attempt:
    """The learner has saved two pages without network, and closed the tab."""
    without_parting_words(phone)
    attempt, page, content = opened(phone, site, learner, package)
    saved(page)
    phone.set_offline(True)
    content.get_by_role("button", name="Spara").click()
    content.get_by_role("button", name="Spara").click()
    expect(shell(page).locator("#save")).to_have_text("Sparas här, skickas när du har täckning")
    expect(content.locator("#error")).to_have_text("0")  # the content was told that its work is safe
    page.close()
    assert not ScoState.objects.get().cmi.get("suspend_data")
    phone.set_offline(False)
    return attempt


def lose_answer(route: Route) -> None:
    """Let a request reach the server, and its answer nobody.

    A handler of a route has a context of its own, and in it a connection to the database that nobody else
    closes.
    """
    address = urlsplit(route.request.url)
    messages = route.request.post_data
    try:
        Client().post(address.path, messages, content_type="text/plain", HTTP_HOST=address.netloc)
    finally:
        connection.close()
    route.abort()
