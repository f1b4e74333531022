"""A real Chromium against the real site on localhost, with content origins of their own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from people.models import Person
from tests.chromium import CHROMIUM
from tests.factories.people import PersonFactory
from tests.servers.kept_static_files import static_files_kept

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


@pytest.fixture(scope="session")
def kept_static_files() -> Iterator[None]:
    with static_files_kept():
        yield


@pytest.fixture
def site(live_server: Any, kept_static_files: None, settings: Any) -> str:
    """The site's origin, and its cookies, as script/server has them; packages play under the same name."""
    port = live_server.thread.port
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_COOKIE_SECURE = "__Host-django_language", True
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", ".localhost"]
    return _serve_at(settings, f"http://narlara.localhost:{port}")


def _serve_at(settings: Any, site: str) -> str:
    """Serve the site at an origin, and packages at sub-domains of it; return the site's origin."""
    settings.SITE_ORIGIN = site
    settings.CONTENT_ORIGIN = site.replace("://", "://p-{label}.")
    settings.CSRF_TRUSTED_ORIGINS = [site]
    return site


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
def foreign_content(site: str, settings: Any) -> str:
    """The site's origin where packages are of another site to the browser, which gives them no storage.

    So it is where the content host has a registrable domain of its own: to browsers *.localhost is another
    site than localhost.
    """
    return _serve_at(settings, site.replace("narlara.localhost", "localhost"))
