"""A private reflection is saved while it is written: the newest text stays, however its saves arrive."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Route, expect

from lms.attempts.actions.attempts import start_attempt
from lms.reflections.queries import written_by
from people.models import Person
from tests.browser.player_pages import sign_in
from tests.factories.courses import make_module_page
from tests.factories.steps.content import content
from tests.factories.steps.questions import screen

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.headless_shell]
OVERTAKEN = "Inte sparat: en nyare text är sparad från en annan sida eller enhet."


def test_newest_text_stays_when_an_earlier_save_arrives_late(
    site: str, phone: BrowserContext, learner: Person
) -> None:
    box = content("reflection", {"prompt": "Vad gör du nästa gång, å ä ö?"})
    version = make_module_page("Mörker", steps=[screen(box)]).module.versions.get()
    attempt = start_attempt(person=learner, module_version=version, by=learner)
    address = site + reverse("tracking:step", args=[attempt.pk, version.stored_steps[0].id])
    sign_in(phone, learner, site)
    page = phone.new_page()
    page.goto(address)
    text = page.get_by_label("Vad gör du nästa gång")
    held: list[Route] = []
    page.route("**/mitt/reflektioner/**", lambda route: held.append(route), times=1)

    text.fill("Frågar")
    page.wait_for_timeout(1_300)  # until it is saved by itself
    assert len(held) == 1
    text.fill("Frågar Åsa")
    with page.expect_response("**/mitt/reflektioner/**"):
        page.evaluate("window.dispatchEvent(new Event('pagehide'))")
    with page.expect_response("**/mitt/reflektioner/**") as late:
        held[0].continue_()

    assert "newer" in late.value.json()
    expect(page.get_by_role("status").get_by_text("Sparat", exact=True)).to_be_visible()
    assert [each.text for each in written_by(learner)] == ["Frågar Åsa"]

    other = phone.new_page()
    other.goto(address)
    page.evaluate("Date.now = () => performance.timeOrigin - 60_000")  # a device whose clock was set back
    other.get_by_label("Vad gör du nästa gång").fill("Ringer Åsa")
    other.get_by_role("button", name="Spara").click()
    expect(other.get_by_role("status").get_by_text("Sparat", exact=True)).to_be_visible()
    text.fill("Ringer Örjan")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text(OVERTAKEN)).to_be_visible()
    assert [each.text for each in written_by(learner)] == ["Ringer Åsa"]
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("status").get_by_text("Sparat", exact=True)).to_be_visible()
    assert [each.text for each in written_by(learner)] == ["Ringer Örjan"]
