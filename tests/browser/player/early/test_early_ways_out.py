"""The way out is open before the player is: nobody waits for what has not begun, and no press is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from tests.browser.player_pages import begin, opened, saved, shell, sign_in
from tests.factories.packages import Sco, make_package
from tests.factories.people import PersonFactory

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.headless_shell,
]

#: the page's patience with a player that does not answer has no end: who leaves has been answered
ENDLESS_PATIENCE = """if (window === top) {
  const wait = window.setTimeout;
  window.setTimeout = (act, milliseconds, ...more) => wait(act, milliseconds * 1_000, ...more);
}"""
PLAYER = "**/js/player/shell*.js"


def hold(context: BrowserContext) -> list[Route]:
    """The player's script does not arrive until the test lets it."""
    held: list[Route] = []
    context.route(PLAYER, lambda route: held.append(route))
    return held


@pytest.mark.both_engines
def test_way_out_when_taken_before_the_player_listens_leads_out_at_once(
    site: str, phone: BrowserContext
) -> None:
    learner = PersonFactory()
    attempt = begin(learner, make_package())
    sign_in(phone, learner, site)
    phone.add_init_script(ENDLESS_PATIENCE)
    hold(phone)
    page = phone.new_page()
    with page.expect_request(PLAYER):
        page.goto(f"{site}/lar/{attempt.uuid}/", wait_until="commit")

    page.get_by_role("button", name="Stäng").click()

    page.wait_for_url("**/utbildningar/**")


def test_way_out_pressed_between_two_parts_reaches_the_next_player(site: str, phone: BrowserContext) -> None:
    phone.add_init_script(ENDLESS_PATIENCE)
    parts = make_package([Sco("a", "Första"), Sco("b", "Andra")])
    _, page, content = opened(phone, site, PersonFactory(), parts)
    content.get_by_role("button", name="Klar").click()
    saved(page)
    held = hold(phone)
    with page.expect_request(PLAYER):
        shell(page).get_by_role("button", name="Nästa del").click()

    page.get_by_role("button", name="Stäng").click()
    expect(page.get_by_role("button", name="Stäng")).to_be_visible()
    for route in held:
        route.continue_()

    page.wait_for_url("**/utbildningar/**")
