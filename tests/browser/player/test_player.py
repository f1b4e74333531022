"""A package played in a real browser: begun, cut off, taken up elsewhere, finished."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, expect

from lms.attempts.models import JournalEntry, Launch, ScoState
from lms.records.models import Completion
from people.enums import RoleKind
from people.models import Person, Role
from tests.browser.player_pages import opened, play, saved, shell, sign_in
from tests.factories.packages import SCORM_12, SCORM_2004, Sco, make_package

pytestmark = pytest.mark.django_db(transaction=True)


def test_package_played_on_a_phone_is_finished_on_another_device(
    site: str, phone: BrowserContext, chromium: Any, learner: Person
) -> None:
    attempt, page, content = opened(phone, site, learner, make_package(title="Handhygien"))
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


@pytest.mark.parametrize("hours", [-30, 2])
def test_work_is_dated_right_on_a_device_whose_clock_is_wrong(
    site: str, phone: BrowserContext, learner: Person, hours: int
) -> None:
    phone.clock.install(time=timezone.now() + dt.timedelta(hours=hours))
    _, page, content = opened(phone, site, learner, make_package())
    content.get_by_role("button", name="Spara").click()
    saved(page)

    written_at = json.loads(JournalEntry.objects.latest("pk").payload)["written_at"]

    assert abs(written_at / 1000 - timezone.now().timestamp()) < 60


def test_older_tab_when_the_module_is_opened_in_another_says_so_at_once(
    site: str, phone: BrowserContext, learner: Person
) -> None:
    attempt, older, _ = opened(phone, site, learner, make_package())
    saved(older)

    newer = phone.new_page()
    play(newer, site, attempt)

    expect(older.get_by_text("på ett annat ställe").first).to_be_visible()
    expect(older.get_by_role("button", name="Fortsätt här")).to_be_visible()
    expect(newer.get_by_text("på ett annat ställe")).to_have_count(0)


def test_older_device_when_superseded_says_why_and_can_take_over(
    site: str, phone: BrowserContext, chromium: Any, learner: Person
) -> None:
    attempt, older, content = opened(phone, site, learner, make_package())
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


def test_way_out_when_taken_saves_what_the_content_had_not_committed(
    site: str, phone: BrowserContext, learner: Person
) -> None:
    _, page, _ = opened(phone, site, learner, make_package())

    page.get_by_role("button", name="Stäng").click()
    page.wait_for_url("**/utbildningar/**")

    assert ScoState.objects.get().cmi["core"]["lesson_status"] == "incomplete"
    assert Launch.objects.get().ending == "finished"


def test_content_when_it_ends_by_itself_leads_on(site: str, phone: BrowserContext, learner: Person) -> None:
    _, page, content = opened(phone, site, learner, make_package(), "Läs det här")
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
    _, page, content = opened(phone, site, learner, make_package(parts, standard=standard))
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
    attempt, page, content = opened(phone, site, learner, make_package(standard=SCORM_2004))
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
    attempt, page, content = opened(phone, site, learner, package)
    content.get_by_role("button", name="Godkänd").click()
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
