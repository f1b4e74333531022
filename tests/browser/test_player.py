"""A package played in a real browser: begun, cut off, taken up elsewhere, finished."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from lms.people.enums import RoleKind
from lms.people.models import Person, Role
from lms.records.models import Completion
from lms.tracking.actions import move_attempt
from lms.tracking.models import JournalEntry, Launch, ScoState
from tests.browser.player_pages import begin, play, saved, shell, sign_in
from tests.factories.packages import SCORM_12, SCORM_2004, Sco, make_package
from tests.factories.people import PersonFactory
from tests.factories.tracking import publish_again

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def learner() -> Person:
    return PersonFactory(first_name="Amina", last_name="Exempel")


def test_package_played_on_a_phone_is_taken_up_on_another_device_and_finished(
    site: str, phone: BrowserContext, chromium: Any, learner: Person
) -> None:
    attempt = begin(learner, make_package(title="Handhygien"))
    sign_in(phone, learner, site)
    page = phone.new_page()
    content = play(page, site, attempt)
    content.get_by_role("button", name="Spara").click()
    content.get_by_role("button", name="Spara").click()
    saved(page)
    phone.close()

    computer = chromium.new_context(locale="sv-SE")
    sign_in(computer, learner, site)
    page = computer.new_page()
    content = play(page, site, attempt)
    expect(content.locator("#bookmark")).to_have_text("sida-2")
    expect(content.locator("#entry")).to_have_text("resume")
    content.get_by_role("button", name="Godkänd").click()
    page.get_by_role("button", name="Se hur det gick").click()
    page.wait_for_url("**/resultat/")
    computer.close()

    completion = Completion.objects.get()
    assert (completion.attempt_uuid, completion.score) == (attempt.uuid, 0.9)
    state = ScoState.objects.get()
    assert state.cmi["suspend_data"] == "läge 2"
    assert (state.completion_status, state.success_status) == ("completed", "passed")


def test_work_done_without_network_is_delivered_at_the_next_launch_before_the_content_starts(
    own_domain: str, phone: BrowserContext, learner: Person
) -> None:
    attempt = begin(learner, make_package())
    sign_in(phone, learner, own_domain)
    page = phone.new_page()
    content = play(page, own_domain, attempt)
    saved(page)
    phone.set_offline(True)
    content.get_by_role("button", name="Spara").click()
    content.get_by_role("button", name="Spara").click()
    expect(shell(page).locator("#save")).to_have_text("Sparas på telefonen, skickas när du har täckning")
    expect(content.locator("#error")).to_have_text("0")  # the content was told that its work is safe
    page.close()
    assert not ScoState.objects.filter(cmi__has_key="suspend_data").exists()

    phone.set_offline(False)
    page = phone.new_page()
    content = play(page, own_domain, attempt)

    expect(content.locator("#bookmark")).to_have_text("sida-2")
    saved(page)
    first, second = Launch.objects.order_by("lease")
    assert ScoState.objects.get().cmi["suspend_data"] == "läge 2"
    assert JournalEntry.objects.filter(launch=first, refusal="").count() >= 2
    assert second.ended_at is None


def test_work_that_waits_on_an_older_versions_origin_is_sent_when_its_learner_was_moved(
    own_domain: str, phone: BrowserContext, learner: Person
) -> None:
    attempt = begin(learner, make_package())
    sign_in(phone, learner, own_domain)
    page = phone.new_page()
    content = play(page, own_domain, attempt)
    saved(page)
    move_attempt(attempt=attempt, to=publish_again(make_package()))
    content.get_by_role("button", name="Spara").click()
    expect(shell(page).get_by_text("Utbildningen har fått en ny version.")).to_be_visible()
    page.close()

    page = phone.new_page()
    content = play(page, own_domain, attempt)

    expect(content.locator("#bookmark")).to_have_text("sida-1")
    saved(page)
    assert ScoState.objects.get(package_attempt__moved_to=None).cmi["suspend_data"] == "läge 1"


def test_work_done_without_network_where_the_browser_gives_no_storage_says_so_and_is_sent_later(
    site: str, phone: BrowserContext, learner: Person
) -> None:
    attempt = begin(learner, make_package())
    sign_in(phone, learner, site)
    page = phone.new_page()
    content = play(page, site, attempt)
    phone.set_offline(True)
    content.get_by_role("button", name="Godkänd").click()
    expect(shell(page).locator("#save")).to_have_text("Inte sparat än. Ha sidan öppen tills du har täckning")

    phone.set_offline(False)

    saved(page)
    assert Completion.objects.count() == 1


def test_way_out_without_network_where_the_browser_gives_no_storage_waits_and_says_why(
    site: str, phone: BrowserContext, learner: Person
) -> None:
    attempt = begin(learner, make_package())
    sign_in(phone, learner, site)
    page = phone.new_page()
    content = play(page, site, attempt)
    phone.set_offline(True)
    content.get_by_role("button", name="Godkänd").click()
    page.get_by_role("button", name="Stäng").click()
    expect(page.get_by_text("Det du gjorde sist är inte sparat än.")).to_be_visible()
    expect(page.get_by_role("button", name="Lämna ändå")).to_be_focused()

    phone.set_offline(False)

    page.wait_for_url("**/utbildningar/**")
    assert Completion.objects.count() == 1


def test_work_done_without_network_is_sent_when_it_comes_back(
    own_domain: str, phone: BrowserContext, learner: Person
) -> None:
    attempt = begin(learner, make_package())
    sign_in(phone, learner, own_domain)
    page = phone.new_page()
    content = play(page, own_domain, attempt)
    phone.set_offline(True)
    content.get_by_role("button", name="Godkänd").click()
    expect(shell(page).locator("#save")).to_have_attribute("data-is", "phone")

    phone.set_offline(False)

    saved(page)
    assert Completion.objects.count() == 1


def test_storage_of_the_phone_when_work_waits_in_it_holds_no_token(
    own_domain: str, phone: BrowserContext, learner: Person
) -> None:
    attempt = begin(learner, make_package())
    sign_in(phone, learner, own_domain)
    page = phone.new_page()
    content = play(page, own_domain, attempt)
    phone.set_offline(True)
    content.get_by_role("button", name="Spara").click()
    expect(shell(page).locator("#save")).to_have_attribute("data-is", "phone")

    address, stored = page.frames[1].evaluate("[location.pathname, JSON.stringify(localStorage)]")

    token = address.split("/")[2]
    assert str(attempt.uuid) in stored
    assert token.split(":")[-1] not in stored


def test_older_tab_when_the_module_is_opened_in_another_says_so_at_once(
    own_domain: str, phone: BrowserContext, learner: Person
) -> None:
    attempt = begin(learner, make_package())
    sign_in(phone, learner, own_domain)
    older = phone.new_page()
    play(older, own_domain, attempt)
    saved(older)

    newer = phone.new_page()
    play(newer, own_domain, attempt)

    expect(older.get_by_text("på ett annat ställe").first).to_be_visible()
    expect(older.get_by_role("button", name="Fortsätt här")).to_be_visible()
    expect(newer.get_by_text("på ett annat ställe")).to_have_count(0)


def test_older_device_when_the_module_is_opened_on_another_says_why_and_can_take_over(
    site: str, phone: BrowserContext, chromium: Any, learner: Person
) -> None:
    attempt = begin(learner, make_package())
    sign_in(phone, learner, site)
    older = phone.new_page()
    content = play(older, site, attempt)
    content.get_by_role("button", name="Spara").click()
    saved(older)
    computer = chromium.new_context(locale="sv-SE")
    sign_in(computer, learner, site)
    newer = computer.new_page()
    play(newer, site, attempt).get_by_role("button", name="Spara").click()
    saved(newer)
    computer.close()

    content.get_by_role("button", name="Godkänd").click()

    expect(older.get_by_text("på ett annat ställe").first).to_be_visible()
    assert not Completion.objects.exists()
    assert JournalEntry.objects.filter(refusal="lease_lost").exists()
    older.get_by_role("button", name="Fortsätt här").click()
    content = shell(older).frame_locator("#content")
    expect(content.locator("#bookmark")).to_have_text("sida-2")
    content.get_by_role("button", name="Godkänd").click()
    saved(older)
    assert Completion.objects.count() == 1


def test_work_refused_since_another_page_took_over_waits_for_the_next_launch(
    own_domain: str, phone: BrowserContext, learner: Person
) -> None:
    attempt = begin(learner, make_package())
    sign_in(phone, learner, own_domain)
    older = phone.new_page()
    content = play(older, own_domain, attempt)
    saved(older)
    newer = phone.new_page()
    play(newer, own_domain, attempt).get_by_role("button", name="Spara").click()
    saved(newer)
    # Nobody can press in the older tab any more; what its content does by itself is kept all the same.
    content.get_by_role("button", name="Godkänd").dispatch_event("click")
    expect(older.get_by_text("på ett annat ställe").first).to_be_visible()
    assert not Completion.objects.exists()
    older.close()

    play(newer, own_domain, attempt)

    saved(newer)
    assert Completion.objects.count() == 1


def test_work_that_waits_when_another_part_is_opened_is_delivered_with_that_parts(
    own_domain: str, phone: BrowserContext, learner: Person
) -> None:
    attempt = begin(learner, make_package([Sco("a", "Första"), Sco("b", "Andra")]))
    sign_in(phone, learner, own_domain)
    page = phone.new_page()
    content = play(page, own_domain, attempt)
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


def test_way_out_when_taken_saves_what_the_content_had_not_committed(
    site: str, phone: BrowserContext, learner: Person
) -> None:
    attempt = begin(learner, make_package())
    sign_in(phone, learner, site)
    page = phone.new_page()
    play(page, site, attempt)  # the page sets its status as it begins, and commits nothing

    page.get_by_role("button", name="Stäng").click()
    page.wait_for_url("**/utbildningar/**")

    assert ScoState.objects.get().cmi["core"]["lesson_status"] == "incomplete"
    assert Launch.objects.get().ending == "finished"


def test_content_when_it_ends_by_itself_leads_on(site: str, phone: BrowserContext, learner: Person) -> None:
    attempt = begin(learner, make_package(), "Läs det här")
    sign_in(phone, learner, site)
    page = phone.new_page()
    content = play(page, site, attempt)
    content.get_by_role("button", name="Klar").click()
    content.get_by_role("button", name="Avsluta").click()

    expect(page.get_by_role("heading", name="Läs det här")).to_be_visible()
    expect(page.get_by_text("Steg 2 av 2")).to_be_visible()
    page.get_by_role("button", name="Nästa").click()
    page.wait_for_url("**/resultat/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Klart. Bra gjort!")
    assert Completion.objects.count() == 1


@pytest.mark.parametrize("standard", [SCORM_12, SCORM_2004])
def test_package_of_several_parts_is_walked_through_and_marked(
    site: str, phone: BrowserContext, learner: Person, standard: str
) -> None:
    later = "" if standard == SCORM_2004 else "a"
    parts = [Sco("a", "Första"), Sco("b", "Andra", prerequisites=later), Sco("c", "Bilden", kind="asset")]
    attempt = begin(learner, make_package(parts, standard=standard))
    sign_in(phone, learner, site)
    page = phone.new_page()
    content = play(page, site, attempt)
    parts_bar = shell(page)
    parts_bar.get_by_role("button", name="Del 1 av 3").click()
    if later:
        expect(parts_bar.get_by_role("button", name="Andra")).to_be_disabled()
    parts_bar.get_by_role("button", name="Stäng").click()
    content.get_by_role("button", name="Klar").click()
    saved(page)
    parts_bar.get_by_role("button", name="Nästa del").click()
    expect(content.get_by_role("heading", name="Andra")).to_be_visible()
    content.get_by_role("button", name="Godkänd").click()
    parts_bar.get_by_role("button", name="Del 2 av 3").click()
    expect(parts_bar.get_by_role("button", name="Första Klar")).to_be_visible()
    parts_bar.get_by_role("button", name="Bilden").click()
    expect(content.get_by_role("heading", name="Bilden")).to_be_visible()

    page.get_by_role("button", name="Se hur det gick").click()
    page.wait_for_url("**/resultat/")

    assert list(ScoState.objects.order_by("sco").values_list("sco", "completion_status")) == [
        ("a", "completed"),
        ("b", "completed"),
        ("c", "completed"),
    ]
    assert Completion.objects.count() == 1


def test_2004_when_suspended_is_taken_up_where_it_was(
    site: str, phone: BrowserContext, learner: Person
) -> None:
    attempt = begin(learner, make_package(standard=SCORM_2004))
    sign_in(phone, learner, site)
    page = phone.new_page()
    content = play(page, site, attempt)
    expect(content.locator("#entry")).to_have_text("ab-initio")
    content.get_by_role("button", name="Spara").click()
    content.get_by_role("button", name="Pausa").click()
    page.wait_for_url("**/utbildningar/**")

    content = play(page, site, attempt)

    expect(content.locator("#bookmark")).to_have_text("sida-1")
    expect(content.locator("#entry")).to_have_text("resume")
    assert ScoState.objects.get().exit == "suspend"


def test_looking_back_and_preview_record_nothing(site: str, phone: BrowserContext, learner: Person) -> None:
    package = make_package()
    attempt = begin(learner, package)
    sign_in(phone, learner, site)
    page = phone.new_page()
    play(page, site, attempt).get_by_role("button", name="Godkänd").click()
    saved(page)
    entries = JournalEntry.objects.count()

    Role.objects.create(person=learner, kind=RoleKind.TRAINER)
    step = attempt.module_version.steps[0]["id"]
    for path in (f"lar/{attempt.uuid}/{step}/se/", f"lar/forhandsvisning/{package.pk}/"):
        page.goto(f"{site}/{path}")
        content = shell(page).frame_locator("#content")
        content.get_by_role("button", name="Spara").click()
        expect(content.locator("#error")).to_have_text("0")
        expect(shell(page).locator("#save")).to_have_text("Sparas inte")

    page.goto("about:blank")
    assert JournalEntry.objects.filter(refusal="").count() <= entries + 1  # the first page's parting commit
    assert ScoState.objects.get().cmi.get("suspend_data") is None
