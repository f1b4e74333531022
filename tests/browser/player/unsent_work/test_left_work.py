"""Work that an earlier page left on the device: the player begins anew with it, but not again and again."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Request, Route, expect

from lms.attempts.models import JournalEntry, Launch, ScoState
from lms.runtimes.scorm.commits.actions import process_commit
from people.models import Person
from tests.browser.player_pages import (
    lose_answer,
    opened,
    play,
    save_twice_without_network,
    saved,
    shell,
)
from tests.factories.packages import Sco, make_package
from tests.factories.sequencing import sequenced_package
from tests.factories.tracking import body

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.headless_shell,
]

#: a browser that gives back what it was told to forget
FORGETS_NOTHING = """
Storage.prototype.removeItem = () => {};
IDBObjectStore.prototype.delete = () => {};
"""


def is_shell(request: Request) -> bool:
    path = urlsplit(request.url).path
    return path.startswith("/l/") and path.endswith("/") and request.is_navigation_request()


def test_page_that_can_forget_nothing_begins_anew_once(
    site: str, phone: BrowserContext, learner: Person
) -> None:
    attempt = save_twice_without_network(phone, site, learner, make_package())
    page = phone.new_page()
    page.add_init_script(FORGETS_NOTHING)
    loads: list[str] = []
    page.on("request", lambda request: is_shell(request) and loads.append(request.url))
    tries: list[Route] = []

    def lose_every_other_answer(route: Route) -> None:
        tries.append(route)
        if len(tries) % 2 == 0:
            route.continue_()
        else:
            lose_answer(route)

    page.route("**/commit", lose_every_other_answer)
    content = play(page, site, attempt)

    expect(content.locator("#bookmark")).to_have_text("sida-2")
    assert len(loads) == 2


def test_page_reloaded_within_a_launch_sends_what_the_last_one_left(
    site: str, phone: BrowserContext, learner: Person
) -> None:
    attempt = save_twice_without_network(phone, site, learner, make_package())
    page = phone.new_page()
    content = play(page, site, attempt)
    saved(page)
    page.route("**/commit", lambda route: route.abort())
    content.get_by_role("button", name="Spara").click()
    expect(shell(page).locator("#save")).to_have_attribute("data-is", "phone")

    page.unroute("**/commit")
    page.frames[1].evaluate("location.reload()")

    expect(content.locator("#bookmark")).to_have_text("sida-3")
    assert Launch.objects.count() == 2


def test_learner_who_begins_without_earlier_work_can_continue(
    site: str, phone: BrowserContext, learner: Person
) -> None:
    package = sequenced_package(Sco("a", "Första"), Sco("b", "Andra"))
    attempt = save_twice_without_network(phone, site, learner, package)
    page = phone.new_page()

    def answer_for_none_of_it(route: Route) -> None:
        if "launch" in json.loads(route.request.post_data or "{}"):
            route.fulfill(status=500, body="")
        else:
            route.continue_()

    page.route("**/commit", answer_for_none_of_it)
    page.goto(f"{site}/lar/{attempt.uuid}/")
    shell(page).get_by_role("button", name="Börja utan det").click()
    content = shell(page).frame_locator("#content")
    expect(content.get_by_role("heading", name="Första")).to_be_visible()

    content.get_by_role("button", name="Klar").click()
    content.get_by_role("button", name="Avsluta").click()
    shell(page).get_by_role("button", name="Nästa").click()
    shell(page).get_by_role("button", name="Börja utan det").click()

    expect(content.get_by_role("heading", name="Andra")).to_be_visible()


def test_work_whose_numbers_another_page_has_used_is_sent_under_the_next(
    site: str, phone: BrowserContext, learner: Person
) -> None:
    _, page, content = opened(phone, site, learner, make_package([Sco("a"), Sco("b")]))
    saved(page)
    state: dict[str, Any] = json.loads(shell(page).locator("#state").text_content() or "")
    # beyond what this page may have saved along the way
    for number in range(3, 9):
        process_commit(launch=state["launch"], body=body(sequence=state["nextSequence"] + number, sco="b"))

    content.get_by_role("button", name="Spara").click()
    content.get_by_role("button", name="Spara").click()

    saved(page)
    assert JournalEntry.objects.filter(refusal="number_used").exists()
    assert ScoState.objects.get(sco="a").cmi["suspend_data"] == "läge 2"
