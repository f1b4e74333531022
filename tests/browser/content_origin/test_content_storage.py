"""What storage content has, on the default installation and where its host is another site's."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Page, expect

from lms.attempts.models import ScoState
from people.models import Person
from tests.browser.player_pages import begin, opened, play, saved, sign_in_by_form
from tests.factories.packages import make_package

pytestmark = pytest.mark.django_db(transaction=True)

#: writes and reads back in each storage; "none" where the browser gives none
STORE = """async (value) => {
  const of = (name) => {
    try {
      window[name].setItem("plats", value);
      return window[name].getItem("plats");
    } catch {
      return "none";
    }
  };
  const database = await new Promise((resolve) => {
    try {
      const opening = indexedDB.open("plats");
      opening.onsuccess = () => resolve(value);
      opening.onerror = () => resolve("none");
    } catch {
      resolve("none");
    }
  });
  return { local: of("localStorage"), session: of("sessionStorage"), database };
}"""
PLACE = "sida 3, å ä ö"


def content_of(page: Page) -> Frame:
    return page.frames[2]


def test_content_of_the_default_installation_has_every_storage(
    site: str, phone: BrowserContext, learner: Person
) -> None:
    attempt, page, _ = opened(phone, site, learner, make_package())

    assert content_of(page).evaluate(STORE, PLACE) == dict.fromkeys(("local", "session", "database"), PLACE)
    page.close()
    page = phone.new_page()
    play(page, site, attempt)
    assert content_of(page).evaluate("localStorage.getItem('plats')") == PLACE


def test_storage_of_one_package_is_not_that_of_another(
    site: str, phone: BrowserContext, learner: Person
) -> None:
    _, page, _ = opened(phone, site, learner, make_package())
    content_of(page).evaluate(STORE, PLACE)

    _, other, _ = opened(phone, site, learner, make_package())

    assert content_of(other).evaluate("localStorage.getItem('plats')") is None


def test_content_of_another_site_without_storage_is_saved_all_the_same(
    foreign_content: str, phone: BrowserContext, learner: Person
) -> None:
    _, page, content = opened(phone, foreign_content, learner, make_package())

    content.get_by_role("button", name="Spara").click()

    saved(page)
    assert ScoState.objects.get().cmi["suspend_data"] == "läge 1"
    assert content_of(page).evaluate(STORE, PLACE)["local"] == "none"


def test_learner_on_the_default_installation_plays_after_signing_in(
    site: str, chromium: Browser, learner: Person
) -> None:
    context = chromium.new_context(locale="sv-SE")
    page = context.new_page()
    sign_in_by_form(page, site, learner.username)

    content = play(page, site, begin(learner, make_package()))
    content.get_by_role("button", name="Spara").click()

    saved(page)
    names = {cookie["name"] for cookie in context.cookies()}
    context.close()
    assert {name for name in names if not name.startswith("__Host-")} == set()


def test_cookie_that_content_plants_for_the_site_signs_nobody_out(
    site: str, phone: BrowserContext, learner: Person
) -> None:
    _, page, _ = opened(phone, site, learner, make_package())
    content_of(page).evaluate(
        """(host) => {
          for (const name of ["sessionid", "csrftoken", "__Host-sessionid"]) {
            document.cookie = `${name}=planted; path=/; domain=${host}`;
          }
        }""",
        site.partition("://")[2].partition(":")[0],
    )

    page.goto(f"{site}/mitt/")

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.url == f"{site}/mitt/"
