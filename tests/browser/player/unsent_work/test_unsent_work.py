"""Work that could not be sent: kept on the device, told of, sent before anything newer begins."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from lms.attempts.models import JournalEntry, Launch, ScoState
from lms.records.models import Completion
from lms.runtimes.scorm.replay.moves import move_attempt
from people.models import Person
from tests.browser.player_pages import (
    lose_answer,
    opened,
    play,
    save_twice_without_network,
    saved,
    shell,
    without_parting_words,
)
from tests.factories.packages import Sco, make_package
from tests.factories.sequencing import sequenced_package
from tests.factories.tracking import publish_again

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.both_engines
def test_unsent_work_of_an_older_version_is_sent_after_a_move(
    site: str, phone: BrowserContext, learner: Person
) -> None:
    attempt, page, content = opened(phone, site, learner, make_package())
    saved(page)
    move_attempt(attempt=attempt, to=publish_again(make_package()))
    content.get_by_role("button", name="Spara").click()
    expect(shell(page).get_by_text("Utbildningen har fått en ny version.")).to_be_visible()
    page.close()

    page = phone.new_page()
    content = play(page, site, attempt)

    expect(content.locator("#bookmark")).to_have_text("sida-1")
    saved(page)
    assert ScoState.objects.get(package_attempt__moved_to=None).cmi["suspend_data"] == "läge 1"


def test_offline_work_without_storage_says_so_and_is_sent_later(
    foreign_content: str, phone: BrowserContext, learner: Person
) -> None:
    _, page, content = opened(phone, foreign_content, learner, make_package())
    phone.set_offline(True)
    content.get_by_role("button", name="Godkänd").click()
    expect(shell(page).locator("#save")).to_have_text("Inte sparat än. Ha sidan öppen tills du har täckning")

    phone.set_offline(False)

    saved(page)
    assert Completion.objects.count() == 1


def test_way_out_offline_without_storage_waits_and_says_why(
    foreign_content: str, phone: BrowserContext, learner: Person
) -> None:
    _, page, content = opened(phone, foreign_content, learner, make_package())
    phone.set_offline(True)
    content.get_by_role("button", name="Godkänd").click()
    page.get_by_role("button", name="Stäng").click()
    expect(page.get_by_text("Det du gjorde sist är inte sparat än.")).to_be_visible()
    expect(page.get_by_role("button", name="Försök igen")).to_be_focused()

    phone.set_offline(False)

    page.wait_for_url("**/utbildningar/**")
    assert Completion.objects.count() == 1


#: each sentence that the player's page shows from now on: one may be there for a moment only
RECORD_SENTENCES = """
window.sentences = [];
new MutationObserver((changes) => {
  for (const { target } of changes) window.sentences.push(target.textContent.trim());
}).observe(document.body, { subtree: true, childList: true, characterData: true });
"""


def test_warning_of_unsent_work_has_the_safe_way_as_its_primary_button(
    foreign_content: str, phone: BrowserContext, learner: Person
) -> None:
    _, page, content = opened(phone, foreign_content, learner, make_package())
    phone.set_offline(True)
    content.get_by_role("button", name="Godkänd").click()
    page.get_by_role("button", name="Stäng").click()
    again, leave = (
        page.get_by_role("button", name="Försök igen"),
        page.get_by_role("button", name="Lämna ändå"),
    )
    expect(leave).to_have_attribute("data-variant", "tertiary")

    page.evaluate(RECORD_SENTENCES)

    again.click()

    assert any(sentence.startswith("Skickar det du gjorde sist") for sentence in page.evaluate("sentences"))
    expect(page.get_by_text("Det du gjorde sist är inte sparat än.")).to_be_visible()
    expect(again).to_be_focused()
    phone.set_offline(False)
    page.wait_for_url("**/utbildningar/**")
    assert Completion.objects.count() == 1


def test_work_done_without_network_is_sent_when_it_comes_back(
    site: str, phone: BrowserContext, learner: Person
) -> None:
    _, page, content = opened(phone, site, learner, make_package())
    phone.set_offline(True)
    content.get_by_role("button", name="Godkänd").click()
    expect(shell(page).locator("#save")).to_have_attribute("data-is", "phone")

    phone.set_offline(False)

    saved(page)
    assert Completion.objects.count() == 1


def test_storage_of_the_phone_when_work_waits_in_it_holds_no_token(
    site: str, phone: BrowserContext, learner: Person
) -> None:
    attempt, page, content = opened(phone, site, learner, make_package())
    phone.set_offline(True)
    content.get_by_role("button", name="Spara").click()
    expect(shell(page).locator("#save")).to_have_attribute("data-is", "phone")

    address, stored = page.frames[1].evaluate("[location.pathname, JSON.stringify(localStorage)]")

    token = address.split("/")[2]
    assert str(attempt.uuid) in stored
    assert token.split(":")[-1] not in stored


@pytest.mark.both_engines
def test_work_refused_after_a_takeover_waits_for_the_next_launch(
    site: str, phone: BrowserContext, learner: Person
) -> None:
    attempt, older, content = opened(phone, site, learner, make_package())
    saved(older)
    newer = phone.new_page()
    play(newer, site, attempt).get_by_role("button", name="Spara").click()
    saved(newer)
    # Nobody can press in the older tab any more; what its content does by itself is kept all the same.
    content.get_by_role("button", name="Godkänd").dispatch_event("click")
    expect(older.get_by_text("på ett annat ställe").first).to_be_visible()
    assert not Completion.objects.exists()
    older.close()

    play(newer, site, attempt)

    saved(newer)
    assert Completion.objects.count() == 1


@pytest.mark.both_engines
def test_unsent_work_is_delivered_with_that_of_the_next_part(
    site: str, phone: BrowserContext, learner: Person
) -> None:
    _, page, content = opened(phone, site, learner, make_package([Sco("a", "Första"), Sco("b", "Andra")]))
    saved(page)
    page.route("**/commit", lambda route: route.abort())
    content.get_by_role("button", name="Spara").click()
    expect(shell(page).locator("#save")).to_have_attribute("data-is", "phone")
    shell(page).get_by_role("button", name="Del 1 av 2").click()
    shell(page).get_by_role("button", name="Andra").click()
    expect(content.get_by_role("heading", name="Andra")).to_be_visible()
    content.get_by_role("button", name="Spara").click()
    expect(shell(page).locator("#save")).to_have_attribute("data-is", "phone")

    page.unroute("**/commit")
    shell(page).locator("body").evaluate("window.dispatchEvent(new Event('online'))")

    saved(page)
    states = ScoState.objects.order_by("sco").values_list("sco", "cmi__suspend_data")
    assert list(states) == [("a", "läge 1"), ("b", "läge 1")]


@pytest.mark.both_engines
def test_offline_work_is_delivered_at_the_next_launch_before_content(
    site: str, phone: BrowserContext, learner: Person
) -> None:
    attempt = save_twice_without_network(phone, site, learner, make_package())

    page = phone.new_page()
    content = play(page, site, attempt)

    expect(content.locator("#bookmark")).to_have_text("sida-2")
    saved(page)
    first, second = Launch.objects.order_by("lease")
    assert ScoState.objects.get().cmi["suspend_data"] == "läge 2"
    assert JournalEntry.objects.filter(launch=first, refusal="").count() >= 2
    assert second.ended_at is None


@pytest.mark.parametrize("reaches", [False, True], ids=["nothing arrives", "the answers get lost"])
def test_content_waits_for_earlier_work_where_the_network_is_bad(
    site: str, phone: BrowserContext, learner: Person, reaches: bool
) -> None:
    attempt = save_twice_without_network(phone, site, learner, make_package())
    page = phone.new_page()
    tries: list[Route] = []

    def bad(route: Route) -> None:
        tries.append(route)
        if len(tries) > 2:
            route.continue_()
        elif reaches:
            lose_answer(route)
        else:
            route.abort()

    page.route("**/commit", bad)
    content = play(page, site, attempt)

    expect(content.locator("#bookmark")).to_have_text("sida-2")
    assert len(tries) > 2


def test_learner_with_unsendable_work_is_warned_and_can_start(
    site: str, phone: BrowserContext, learner: Person
) -> None:
    attempt = save_twice_without_network(phone, site, learner, make_package())
    page = phone.new_page()
    page.route("**/commit", lambda route: route.abort())
    page.goto(f"{site}/lar/{attempt.uuid}/")
    waiting = shell(page).get_by_role("status").filter(has_text="Det du gjorde sist skickas först")
    expect(waiting).to_be_focused()
    content = shell(page).frame_locator("#content")
    expect(content.locator("h1")).to_have_count(0)

    waiting.get_by_role("button", name="Börja utan det").click()

    expect(content.locator("#bookmark")).to_have_text("")
    expect(waiting).to_be_hidden()


def test_finish_that_could_not_be_kept_lets_the_content_go_on(
    foreign_content: str, phone: BrowserContext, learner: Person
) -> None:
    _, page, content = opened(phone, foreign_content, learner, make_package())
    saved(page)
    phone.set_offline(True)
    content.get_by_role("button", name="Avsluta").click()
    expect(content.locator("#error")).not_to_have_text("0")  # the content was told that it has not finished

    phone.set_offline(False)
    saved(page)
    content.get_by_role("button", name="Godkänd").click()

    saved(page)
    assert Completion.objects.count() == 1


@pytest.mark.both_engines
def test_commit_and_a_later_finish_when_made_without_network_are_both_sent(
    site: str, phone: BrowserContext, learner: Person
) -> None:
    _, page, content = opened(phone, site, learner, make_package())
    saved(page)
    phone.set_offline(True)
    content.get_by_role("button", name="Godkänd").click()
    page.wait_for_timeout(1_200)
    content.get_by_role("button", name="Avsluta").click()

    phone.set_offline(False)

    page.wait_for_url("**/resultat/")
    journal = [json.loads(entry.payload)["trigger"] for entry in JournalEntry.objects.order_by("sequence")]
    assert journal[-2:] == ["content", "finish"]


@pytest.mark.both_engines
def test_part_that_was_finished_without_network_is_not_played_again(
    site: str, phone: BrowserContext, learner: Person
) -> None:
    without_parting_words(phone)
    package = sequenced_package(Sco("a", "Första"), Sco("b", "Andra"))
    attempt, page, content = opened(phone, site, learner, package)
    saved(page)
    phone.set_offline(True)
    content.get_by_role("button", name="Klar").click()
    content.get_by_role("button", name="Avsluta").click()
    expect(shell(page).locator("#save")).to_have_attribute("data-is", "phone")
    page.close()
    phone.set_offline(False)

    content = play(phone.new_page(), site, attempt)

    expect(content.get_by_role("heading", name="Andra")).to_be_visible()
