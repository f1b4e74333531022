"""A player that stands open while its learner signs out, or somebody else signs in, in another tab."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from people.models import Person
from tests.browser.player_pages import begin, opened, saved, sign_in, sign_in_by_form
from tests.factories.packages import make_package
from tests.factories.people import PersonFactory

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.headless_shell,
]


@pytest.fixture
def learner() -> Person:
    return PersonFactory(username="amina")


def look_again(page: Page) -> None:
    """What a phone does when its screen is lit."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def signed_out_elsewhere(phone: BrowserContext, site: str, learner: Person) -> tuple[Page, Page]:
    """The learner has saved in the player, and signed out in another tab; return both tabs."""
    _, page, content = opened(phone, site, learner, make_package())
    content.get_by_role("button", name="Spara").click()
    saved(page)
    tab = phone.new_page()
    tab.goto(f"{site}/konto/logga-ut/")
    tab.locator("main form button[type=submit]").click()
    tab.wait_for_url("**/logga-in/**")
    return page, tab


def test_player_left_open_when_its_learner_signs_out_asks_to_sign_in(
    site: str, phone: BrowserContext, learner: Person
) -> None:
    page, _ = signed_out_elsewhere(phone, site, learner)

    look_again(page)

    page.wait_for_url("**/logga-in/?next=**")
    expect(page.frame_locator(".player__frame").locator("body")).to_have_count(0)


def test_player_refused_repeatedly_says_so_and_stops_reloading(
    site: str, phone: BrowserContext, learner: Person
) -> None:
    attempt = begin(learner, make_package())
    sign_in(phone, learner, site)
    phone.route("**/oppna/", lambda route: route.fulfill(status=403, body="Nej"))
    page = phone.new_page()
    made: list[str] = []
    page.on("domcontentloaded", lambda page: made.append(page.url))

    page.goto(f"{site}/lar/{attempt.uuid}/")

    expect(page.get_by_text("Vi når inte Närlära just nu")).to_be_visible()
    page.wait_for_timeout(500)
    assert len(made) == 2


@pytest.mark.both_engines
def test_player_left_open_when_its_learner_has_signed_in_again_goes_on(
    site: str, phone: BrowserContext, learner: Person
) -> None:
    page, tab = signed_out_elsewhere(phone, site, learner)
    sign_in_by_form(tab, site, "amina")

    look_again(page)
    page.get_by_role("button", name="Fortsätt här").click()

    frame = page.frame_locator(".player__frame").frame_locator("#content")
    expect(frame.locator("#bookmark")).to_have_text("sida-1")
    saved(page)
