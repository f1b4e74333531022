"""Real content that nobody here wrote, played by its own buttons; skipped where it is not at hand."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect

from content_import.packages.actions import ImportPackage
from courses.models import Package
from lms.attempts.models import JournalEntry, Launch, PackageAttempt, ScoState
from lms.records.models import Completion
from people.models import Person
from tests.browser.player_pages import begin, play, shell, sign_in

SHARED = Path(django_settings.BASE_DIR).parent / "shared/scorm-packages"

pytestmark = [
    pytest.mark.headless_shell,
    pytest.mark.django_db(transaction=True),
    pytest.mark.shared_packages,
    pytest.mark.skipif(not SHARED.exists(), reason="../shared/scorm-packages is not here"),
]

PAGES = 15
PATIENCE = 20  # seconds


def imported(name: str) -> Package:
    return ImportPackage(archive=SHARED / f"{name}.zip", title=name, by=None).run()


def open_content(page: Page, site: str, attempt: Any) -> Any:
    page.goto(f"{site}/lar/{attempt.uuid}/")
    content = shell(page).frame_locator("#content")
    expect(content.locator("#butNext")).to_be_visible()
    return content


def answer_everything_right(content: Any) -> None:
    test = content.frame_locator("#contentFrame")
    expect(test.get_by_role("button", name="Submit Answers")).to_be_visible()
    for radio in test.locator(".correctAnswer input[type=radio]").all():
        radio.check()
    for field in test.locator(".correctAnswer input[type=text]").all():
        field.fill(field.evaluate("(field) => field.parentElement.textContent.match(/\\d+/)[0]"))
    test.get_by_role("button", name="Submit Answers").click()


@pytest.mark.parametrize(
    ("name", "location", "raw", "status"),
    [
        ("RuntimeBasicCalls_SCORM12", "core.lesson_location", "core.score.raw", "core.lesson_status"),
        ("RuntimeBasicCalls_SCORM20043rdEdition", "location", "score.raw", "success_status"),
    ],
)
def test_basic_calls_when_left_half_way_asks_to_resume_and_is_passed(
    site: str, phone: BrowserContext, learner: Person, name: str, location: str, raw: str, status: str
) -> None:
    attempt = begin(learner, imported(name))
    sign_in(phone, learner, site)
    page = phone.new_page()
    requested: list[str] = []
    page.on("dialog", lambda dialog: (requested.append(dialog.message), dialog.accept()))
    content = open_content(page, site, attempt)
    content.locator("#butNext").click()
    content.locator("#butNext").click()
    page.get_by_role("button", name="Stäng").click()
    page.wait_for_url("**/utbildningar/**")

    state = ScoState.objects.get()
    assert (value(state, location), state.exit, state.completion_status) == ("2", "suspend", "incomplete")

    content = open_content(page, site, attempt)
    expect(content.frame_locator("#contentFrame").locator("h1")).to_have_text("Scoring")
    assert requested == ["Would you like to resume from where you previously left off?"]
    for _ in range(PAGES - 3):
        content.locator("#butNext").click()
    answer_everything_right(content)
    content.locator("#butExit").click()
    page.wait_for_url("**/resultat/")

    state.refresh_from_db()
    assert (value(state, location), value(state, raw), value(state, status)) == ("14", "100", "passed")
    assert (state.completion_status, state.success_status, state.score_scaled) == ("completed", "passed", 1.0)
    assert (state.exit, Launch.objects.count()) == ("normal", 2)
    assert not JournalEntry.objects.exclude(refusal="").exists()
    completion = Completion.objects.get()
    assert (completion.attempt_uuid, completion.score) == (attempt.uuid, 1.0)


def value(state: ScoState, path: str) -> str:
    found: Any = state.cmi
    for word in path.split("."):
        found = found.get(word, {})
    return found


@pytest.mark.parametrize(
    ("name", "parts"), [("RuntimeMinimumCalls_SCORM12-mini", 9), ("RuntimeMinimumCalls_SCORM12", 18)]
)
def test_minimum_calls_package_with_every_part_opened_is_complete(
    site: str, phone: BrowserContext, learner: Person, name: str, parts: int
) -> None:
    attempt = begin(learner, imported(name))
    sign_in(phone, learner, site)
    page = phone.new_page()
    content = play(page, site, attempt)
    for number in range(1, parts):
        has_begun(page)
        shell(page).get_by_role("button", name="Nästa del").click()
        expect(shell(page).get_by_role("button", name=f"Del {number + 1} av {parts}")).to_be_visible()
        expect(content.locator("h1").first).to_be_visible()
    assert not Completion.objects.exists()
    has_begun(page)
    page.get_by_role("button", name="Stäng").click()
    page.wait_for_url("**/utbildningar/**")

    assert list(ScoState.objects.values_list("completion_status", flat=True)) == ["completed"] * parts
    played = PackageAttempt.objects.get()
    assert (played.completion_status, played.success_status, played.score_scaled) == (
        "completed",
        "unknown",
        None,
    )
    assert Completion.objects.get().attempt_uuid == attempt.uuid


def test_part_left_before_its_content_starts_is_not_begun(
    site: str, phone: BrowserContext, learner: Person
) -> None:
    attempt = begin(learner, imported("RuntimeMinimumCalls_SCORM12-mini"))
    sign_in(phone, learner, site)
    page = phone.new_page()
    said = console_of(page)
    content = play(page, site, attempt)
    has_begun(page)
    page.route("**/par.jpg", lambda route: None)  # the second part waits for it before it initialises
    shell(page).get_by_role("button", name="Nästa del").click()
    expect(content.get_by_role("heading", name="Par", exact=False).first).to_be_visible()
    shell(page).get_by_role("button", name="Nästa del").click()
    expect(shell(page).get_by_role("button", name="Del 3 av 9")).to_be_visible()
    has_begun(page)
    page.get_by_role("button", name="Stäng").click()
    page.wait_for_url("**/utbildningar/**")

    assert list(ScoState.objects.order_by("pk").values_list("sco", "completion_status")) == [
        ("playing_playing_item", "completed"),
        ("playing_scoring_item", "completed"),
    ]
    assert not JournalEntry.objects.exclude(refusal="").exists()
    assert said == []


def has_begun(page: Page) -> None:
    """Wait until the content has initialised: these pages do so when their pictures are there.

    Asked again from here: Playwright's own waiting within the page is what the shell's CSP forbids.
    """
    deadline = time.monotonic() + PATIENCE
    while not page.frames[1].evaluate("() => Boolean(window.API?.isInitialized())"):
        assert time.monotonic() < deadline, "the content has not begun"
        page.wait_for_timeout(50)


def console_of(page: Page) -> list[str]:
    """Warnings and errors of the page's console, as they come.

    Chromium warns of any sandbox with scripts and an origin; this one has an origin of its own.
    """
    said: list[str] = []

    def on_message(line: ConsoleMessage) -> None:
        if line.type in {"warning", "error"} and "can escape its sandboxing" not in line.text:
            said.append(line.text)

    page.on("console", on_message)
    return said
