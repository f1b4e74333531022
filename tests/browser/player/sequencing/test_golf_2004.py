"""Real content with SCORM 2004 sequencing, played by its own buttons; skipped where it is not at hand."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from lms.attempts.models import JournalEntry, PackageAttempt, ScoState, SequencingState
from lms.records.models import Completion
from people.models import Person
from tests.browser.player.test_golf import SHARED, answer_everything_right, imported
from tests.browser.player_pages import begin, saved, shell, sign_in

pytestmark = [
    pytest.mark.headless_shell,
    pytest.mark.django_db(transaction=True),
    pytest.mark.shared_packages,
    pytest.mark.skipif(not SHARED.exists(), reason="../shared/scorm-packages is not here"),
]

#: the pages of each part
PAGES = {"playing_item": 5, "etuqiette_item": 3, "handicapping_item": 4, "havingfun_item": 2}


def content_of(page: Page) -> Any:
    content = shell(page).frame_locator("#content")
    expect(content.locator("#butNext")).to_be_visible()
    return content


def read_to_the_end(page: Page, pages: int) -> None:
    content = content_of(page)
    for _ in range(pages - 1):
        content.locator("#butNext").click()
    expect(content.locator("#butNext")).to_be_disabled()
    saved(page)


def next_part(page: Page, number: int) -> None:
    shell(page).get_by_role("button", name="Nästa del").click()
    expect(shell(page).get_by_role("button", name=f"Del {number} av 5")).to_be_visible()


@pytest.mark.parametrize(
    ("name", "score"),
    [
        ("SequencingForcedSequential_SCORM20043rdEdition", None),
        ("SequencingPostTestRollup_SCORM20043rdEdition", 1.0),
    ],
)
def test_forced_order_package_played_in_order_is_passed_by_rollup(
    site: str, phone: BrowserContext, learner: Person, name: str, score: float | None
) -> None:
    attempt = begin(learner, imported(name))
    sign_in(phone, learner, site)
    page = phone.new_page()
    requested: list[str] = []
    page.on("dialog", lambda dialog: (requested.append(dialog.message), dialog.accept()))
    page.goto(f"{site}/lar/{attempt.uuid}/")

    content_of(page)
    shell(page).get_by_role("button", name="Del 1 av 5").click()
    second = shell(page).get_by_role("button", name="Etiquette Gör först: Playing the Game")
    expect(second).to_be_disabled()
    shell(page).get_by_role("button", name="Stäng").click()
    expect(shell(page).get_by_role("button", name="Nästa del")).to_be_disabled()

    for number, pages in enumerate(PAGES.values(), start=1):
        read_to_the_end(page, pages)
        next_part(page, number + 1)
    assert not Completion.objects.exists()
    answer_everything_right(shell(page).frame_locator("#content"))
    shell(page).get_by_role("button", name="Avsluta").click()
    page.wait_for_url("**/resultat/")

    played = PackageAttempt.objects.get()
    assert (played.completion_status, played.success_status, played.score_scaled) == (
        "completed",
        "passed",
        score,
    )
    assert SequencingState.objects.get().ended == "end_of_content"
    states = ScoState.objects.order_by("pk").values_list("sco", "completion_status", "success_status")
    assert list(states) == [(part, "completed", "passed") for part in [*PAGES, "assessment_item"]]
    assert not JournalEntry.objects.exclude(refusal="").exists()
    assert Completion.objects.get().attempt_uuid == attempt.uuid
