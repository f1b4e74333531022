"""A learner beyond the day's limit of commits reads what to do, and nothing is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect

from lms.attempts.budgets import PERSON_DAY_LIMIT
from lms.attempts.models import CommitUsage, ScoState
from people.models import Person
from tests.browser.player_pages import opened, play, saved, shell
from tests.factories.packages import Sco, make_package
from tests.factories.sequencing import sequenced_package

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.headless_shell]


def test_commit_beyond_the_days_limit_waits_on_the_device(
    site: str, phone: BrowserContext, learner: Person
) -> None:
    attempt, page, content = opened(phone, site, learner, make_package())
    content.get_by_role("button", name="Spara").click()
    saved(page)
    before = CommitUsage.objects.filter(subject__contains="@")
    used = before.get().commits
    before.update(commits=PERSON_DAY_LIMIT.commits)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if "/commit" in request.url else None)

    content.get_by_role("button", name="Spara").click()

    expect(shell(page).get_by_text("Så mycket har sparats i dag")).to_be_visible()
    page.wait_for_timeout(3_000)
    assert len(sent) == 1
    assert ScoState.objects.get().cmi["suspend_data"] == "läge 1"
    page.close()
    before.update(commits=used)
    page = phone.new_page()
    content = play(page, site, attempt)
    expect(content.locator("#bookmark")).to_have_text("sida-2")
    saved(page)
    assert ScoState.objects.get().cmi["suspend_data"] == "läge 2"


def test_choice_of_a_part_beyond_the_days_limit_can_be_read(
    site: str, phone: BrowserContext, learner: Person
) -> None:
    package = sequenced_package(Sco("a", "Första"), Sco("b", "Andra"))
    _, page, _ = opened(phone, site, learner, package)
    saved(page)
    CommitUsage.objects.filter(subject__contains="@").update(commits=PERSON_DAY_LIMIT.commits)

    shell(page).get_by_role("button", name="Nästa del").click()

    expect(shell(page).get_by_text("Så mycket har sparats i dag")).to_be_visible()
    page.wait_for_timeout(1_000)
    expect(shell(page).get_by_text("Så mycket har sparats i dag")).to_be_visible()
