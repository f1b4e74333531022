"""The pages of taking a module: nothing that axe finds, and room on a narrow screen."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from lms.attempts.actions.attempts import mark_step_done
from tests.browser.axe import violations
from tests.browser.player_pages import begin, play, saved, shell, sign_in
from tests.factories.packages import Sco, make_package
from tests.factories.people import PersonFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.headless_shell]

#: content is somebody else's; what is ours ends at its frame
OURS = {"exclude": [["#content"]]}


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_an_attempt_pass_axe_and_fit_a_narrow_screen(
    site: str, phone: BrowserContext, prefix: str, scheme: Any
) -> None:
    learner = PersonFactory()
    parts = [Sco("a", "Första samtalet"), Sco("b", "Att lyssna", prerequisites="a")]
    attempt = begin(learner, "Innan du börjar", make_package(parts, title="Öva på samtalet"))
    text, package = (step["id"] for step in attempt.module_version.steps)
    mark_step_done(attempt=attempt, step_id=text, by=learner)
    sign_in(phone, learner, site)
    page = phone.new_page()
    page.set_viewport_size({"width": 320, "height": 640})
    page.emulate_media(color_scheme=scheme)
    faults = {}
    for path in (f"{text}/", "resultat/", f"{package}/"):
        page.goto(f"{site}{prefix}/lar/{attempt.uuid}/{path}")
        if path == f"{package}/":
            saved(page)
            shell(page).get_by_role("button", name="1").click()
            expect(shell(page).get_by_role("dialog")).to_be_visible()
        faults[path] = violations(page, OURS)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320

    assert faults == {f"{text}/": [], "resultat/": [], f"{package}/": []}


def test_player_by_keyboard_reaches_content_parts_and_way_out(site: str, phone: BrowserContext) -> None:
    learner = PersonFactory()
    attempt = begin(learner, make_package([Sco("a"), Sco("b")]))
    sign_in(phone, learner, site)
    page = phone.new_page()
    play(page, site, attempt)
    page.locator("body").press("Home")
    page.get_by_role("button", name="Stäng").focus()
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        for frame in page.frames:
            reached.append(frame.evaluate("document.activeElement?.textContent?.trim().slice(0, 20) ?? ''"))

    assert {"Spara", "Nästa del", "Del 1 av 2"} <= set(reached)
