"""Cookies that content plants for the site's domain in a real browser: for other sessions, and a flood."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as project
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

from courses.models import Package
from infrastructure.http.origins import content_origin
from lms.attempts.launches.tokens import file_prefix
from people.models import Person
from tests.benchmarks.serving import free_port, served
from tests.browser.player_pages import begin, opened, shell, sign_in
from tests.chromium import FLAGS
from tests.factories.packages import make_package
from tests.factories.people import PersonFactory
from tests.servers.nginx import NGINX, SITE_HOST, proxied

pytestmark = pytest.mark.django_db(transaction=True)
needs_sqlite = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="The server does not depend on the engine"
)

#: plants each name in each of the ways that browsers may let through; returns how many it let through
PLANT = """([host, names, value]) => {
  const before = ["", "\\u2000", "\\u00a0", "\\u0085", "\\u3000", "\\u000b", "\\u001c", '"'];
  for (const name of names) {
    for (const space of before) {
      for (const path of ["/", "/mitt/", "/konto/"]) {
        document.cookie = `${space}${name}=${value}; path=${path}; domain=${host}`;
        document.cookie = `${space}${name}=${value}; path=${path}; domain=${host}; secure`;
      }
    }
  }
  return document.cookie.split(value).length - 1;
}"""
#: 200 cookies of 4,000 bytes: more than browsers keep of one domain
FLOOD = """([host, more]) => {
  for (let number = 0; number < 200; number += 1) {
    document.cookie = `ö${number}=${"x".repeat(4000)}; path=/; domain=${host}${more}`;
  }
  return document.cookie.length;
}"""
NAMES = ["__Host-sessionid", "__Host-csrftoken", "__Host-messages", "__Host-django_language"]
PLAIN_NAMES = [name.removeprefix("__Host-") for name in NAMES]


def host_of(site: str) -> str:
    return str(urlsplit(site).hostname)


@pytest.fixture
def stranger_session(site: str) -> str:
    client = Client()
    client.force_login(PersonFactory(first_name="Främling", last_name="Öst"))
    return client.cookies[project.SESSION_COOKIE_NAME].value


@pytest.mark.parametrize("value", ["session", "en"])
def test_cookies_that_content_plants_leave_the_learner_signed_in(
    site: str, phone: BrowserContext, learner: Person, stranger_session: str, value: str
) -> None:
    _, page, _ = opened(phone, site, learner, make_package())
    planted = stranger_session if value == "session" else value
    got = page.frames[2].evaluate(PLANT, [host_of(site), NAMES + PLAIN_NAMES, planted])
    assert got > 0  # browsers let through what begins with Unicode's white space

    page.goto(f"{site}/mitt/")
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    assert page.url == f"{site}/mitt/"
    assert ("Amina Exempel" in page.content(), "Främling" in page.content()) == (True, False)
    page.locator("summary").filter(has_text="Meny").first.click()
    page.get_by_role("button", name="Logga ut").click()
    expect(page.get_by_role("button", name="Logga in")).to_be_visible()

    # signed out is signed out: the other's session is not taken up
    page.goto(f"{site}/mitt/")
    assert page.url.startswith(f"{site}/konto/logga-in/")


def environment(port: int, **more: str) -> dict[str, str]:
    return {
        **os.environ,
        "PORT": str(port),
        "DJANGO_SETTINGS_MODULE": "tests.soak.settings",
        "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
        "DATA_DIR": str(project.DATA_DIR),
        "SECRET_KEY": project.SECRET_KEY,
        "LOG_LEVEL": "CRITICAL",
        **more,
    }


@pytest.fixture
def served_site(settings: Any) -> Iterator[str]:
    """The site as script/serve serves it, on the test's database."""
    port = free_port()
    with served(environment(port)):
        settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE = "__Host-sessionid", True
        settings.SITE_ORIGIN = f"http://narlara.localhost:{port}"
        settings.CONTENT_ORIGIN = f"http://p-{{label}}.narlara.localhost:{port}"
        yield settings.SITE_ORIGIN


def address_of(package: Package) -> str:
    return f"{content_origin(package.label)}{file_prefix(package.label)}del-1.html"


def flood(context: BrowserContext, site: str, *, more: str = "") -> None:
    """Have a package fill the browser with cookies for the site's domain."""
    page = context.new_page()
    page.goto(address_of(make_package()))
    assert page.evaluate(FLOOD, [host_of(site), more]) > 100_000
    page.close()


@needs_sqlite
def test_flood_of_cookies_lets_the_learner_sign_in_again(
    served_site: str, phone: BrowserContext, learner: Person
) -> None:
    sign_in(phone, learner, served_site)
    page = phone.new_page()
    page.goto(f"{served_site}/mitt/")
    flood(phone, served_site)

    refused = page.goto(f"{served_site}/mitt/")
    assert refused is not None
    assert refused.status == 431
    expect(page.get_by_role("heading", level=1)).to_have_text("För många kakor")
    page.get_by_role("link", name="Till startsidan").click()

    expect(page).to_have_url(f"{served_site}/konto/logga-in/?next=/")
    assert not [cookie for cookie in phone.cookies() if not cookie["name"].startswith("__Host-")]
    sign_in(phone, learner, served_site)
    page.goto(f"{served_site}/mitt/")
    assert page.url == f"{served_site}/mitt/"


@needs_sqlite
def test_flood_of_cookies_keeps_no_other_package_from_opening(
    served_site: str, phone: BrowserContext
) -> None:
    other = make_package(title="En annan")
    page = phone.new_page()
    flood(phone, served_site)

    first = page.goto(address_of(other))
    expect(page.get_by_text("Stäng utbildningen och öppna startsidan igen.")).to_be_visible()
    expect(page.get_by_role("link")).to_have_count(0)
    again = page.goto(address_of(other))

    assert first is not None
    assert again is not None
    assert (first.status, again.status) == (431, 200)


@needs_sqlite
def test_flood_for_a_packages_own_host_is_explained_in_the_player(
    served_site: str, phone: BrowserContext, learner: Person
) -> None:
    package = make_package()
    attempt = begin(learner, package)
    sign_in(phone, learner, served_site)
    page = phone.new_page()
    page.goto(address_of(package))
    assert page.evaluate(FLOOD, [host_of(address_of(package)), ""]) > 100_000

    page.goto(f"{served_site}/lar/{attempt.pk}/{attempt.module_version.steps[0]['id']}/")

    expect(shell(page).get_by_role("heading", level=1)).to_have_text("För många kakor")
    expect(shell(page).get_by_text("Stäng utbildningen och öppna startsidan igen.")).to_be_visible()


@needs_sqlite
def test_flood_that_pushes_the_session_out_leads_to_the_sign_in_page(
    served_site: str, phone: BrowserContext, learner: Person
) -> None:
    sign_in(phone, learner, served_site)
    flood(phone, served_site, more="; secure")
    page = phone.new_page()

    page.goto(f"{served_site}/mitt/")
    page.get_by_role("link", name="Till startsidan").click()

    expect(page).to_have_url(f"{served_site}/konto/logga-in/?next=/")


@pytest.fixture
def machine(chromium: Browser) -> Iterator[Page]:
    """A browser for which the names in the shipped configuration of nginx are this machine."""
    flags = [*FLAGS, "--host-resolver-rules=MAP *.example.se 127.0.0.1"]
    executable = chromium.browser_type.launch(
        executable_path=os.environ.get("CHROMIUM") or "/usr/bin/chromium", args=flags
    )
    context = executable.new_context(locale="sv-SE", ignore_https_errors=True)
    yield context.new_page()
    executable.close()


@needs_sqlite
@pytest.mark.skipif(not NGINX, reason="No nginx found: install Debian's package nginx")
def test_flood_of_cookies_behind_nginx_lets_the_learner_sign_in_again(tmp_path: Path, machine: Page) -> None:
    port, https_port = free_port(), free_port()
    site = f"https://{SITE_HOST}:{https_port}"
    origins = {
        "SITE_ORIGIN": site,
        "CONTENT_ORIGIN": f"https://p-{{label}}.innehall.example.se:{https_port}",
        "ALLOWED_HOSTS": f"{SITE_HOST},.innehall.example.se",
    }
    content = f"https://p-{'0' * 32}.innehall.example.se:{https_port}/"
    with (
        served(environment(port, **origins)),
        proxied(tmp_path, application_port=port, http_port=free_port(), https_port=https_port),
    ):
        for address in (f"{site}/konto/logga-in/", content):
            machine.goto(content)
            machine.evaluate(FLOOD, ["example.se", ""])
            refused = machine.goto(address)
            again = machine.goto(address)

            assert refused is not None
            assert again is not None
            assert (refused.status, again.status) == (431, 404 if address == content else 200)
