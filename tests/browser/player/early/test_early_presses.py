"""What the learner presses while the player is not ready for it yet, on a slow phone, is not lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from people.models import Person
from tests.browser.player_pages import begin, opened, saved, shell, sign_in
from tests.factories.packages import SCORM_12, Sco, make_package
from tests.factories.sequencing import sequenced_package

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.headless_shell]

PARTS = (Sco("a", "Första"), Sco("b", "Andra"))


class Gate:
    """What is asked for at those addresses waits until the test opens."""

    def __init__(self, context: BrowserContext, addresses: str) -> None:
        self.waiting: list[Route] = []
        self.is_open = False
        context.route(addresses, self._on_request)

    def _on_request(self, route: Route) -> None:
        if self.is_open:
            route.continue_()
        else:
            self.waiting.append(route)

    def open(self) -> None:
        self.is_open = True
        for route in self.waiting:
            route.continue_()


@pytest.mark.parametrize("is_sequenced", [False, True])
def test_way_on_can_be_pressed_first_when_the_player_hears_it(
    site: str, phone: BrowserContext, learner: Person, is_sequenced: bool
) -> None:
    package = sequenced_package(*PARTS) if is_sequenced else make_package(PARTS, standard=SCORM_12)
    attempt = begin(learner, package)
    sign_in(phone, learner, site)
    scripts = Gate(phone, "**/player/sequencing*.js")
    page = phone.new_page()
    page.goto(f"{site}/lar/{attempt.uuid}/", wait_until="commit")
    next_part = shell(page).get_by_role("button", name="Nästa del")

    expect(next_part).to_be_disabled()
    scripts.open()
    next_part.click()

    expect(shell(page).frame_locator("#content").get_by_role("heading", name="Andra")).to_be_visible()


def test_way_on_pressed_while_the_end_of_a_part_is_sent_is_accepted(
    site: str, phone: BrowserContext, learner: Person
) -> None:
    _, page, content = opened(phone, site, learner, sequenced_package(*PARTS))
    saved(page)
    questions = Gate(phone, "**/navigate")
    content.get_by_role("button", name="Klar").click()
    with page.expect_request("**/navigate"):
        content.get_by_role("button", name="Avsluta").click()

    shell(page).get_by_role("button", name="Nästa del").click()
    questions.open()

    expect(shell(page).frame_locator("#content").get_by_role("heading", name="Andra")).to_be_visible()
