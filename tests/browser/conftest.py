"""A real Chromium against the real site on localhost, with content origins of their own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from lms.people.models import Person
from tests.chromium import CHROMIUM
from tests.factories.people import PersonFactory

# Two cores share a server, a browser and the other tests: patience, so that only what is wrong fails.
expect.set_options(timeout=20_000)
PHONE = {"width": 390, "height": 844}

# Playwright's synchronous API runs an event loop in this thread; the ORM is used beside it, not in it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    skip = pytest.mark.skip(reason="No Chromium found: install Debian's package chromium, or set CHROMIUM")
    for item in items:
        if "tests/browser/" in str(item.path):
            item.add_marker("browser")
            if not CHROMIUM:
                item.add_marker(skip)


@pytest.fixture
def site(live_server: Any, settings: Any) -> str:
    """The site's origin; packages play on p-<label>.localhost at the same port."""
    port = live_server.thread.port
    settings.SITE_ORIGIN = f"http://localhost:{port}"
    settings.CONTENT_ORIGIN = f"http://p-{{label}}.localhost:{port}"
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", ".localhost"]
    settings.CSRF_TRUSTED_ORIGINS = [settings.SITE_ORIGIN]
    return settings.SITE_ORIGIN


@pytest.fixture
def learner(db: None) -> Person:
    return PersonFactory(first_name="Amina", last_name="Exempel")


@pytest.fixture
def phone(chromium: Browser) -> Iterator[BrowserContext]:
    """A phone of 390 px in Swedish, with storage of its own."""
    context = chromium.new_context(viewport=PHONE, locale="sv-SE", timezone_id="Europe/Stockholm")
    yield context
    context.close()


@pytest.fixture
def page(phone: BrowserContext) -> Page:
    return phone.new_page()


@pytest.fixture
def own_domain(site: str, settings: Any) -> str:
    """Packages under the site's own domain, as in production: browsers give their frames storage.

    On `*.localhost` seen from `localhost` a private window gives them none.
    """
    settings.SITE_ORIGIN = site.replace("localhost", "narlara.localhost")
    settings.CONTENT_ORIGIN = settings.SITE_ORIGIN.replace("://", "://p-{label}.content.")
    settings.CSRF_TRUSTED_ORIGINS = [settings.SITE_ORIGIN]
    return settings.SITE_ORIGIN
