"""The disk of the device, where it does not do what it should."""

from __future__ import annotations

import base64
import json
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import BrowserContext, Error, Page, expect

from lms.attempts.models import ScoState
from people.models import Person
from tests.browser.player_pages import (
    opened,
    play,
    save_twice_without_network,
    saved,
    shell,
    without_parting_words,
)
from tests.factories.packages import make_package
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)

#: a key as the server gives one to an account
KEY = base64.b64encode(bytes(32)).decode()
NOW = 1_800_000_000_000
DAY = 86_400_000
OURS, ANOTHERS, LAUNCH = str(UUID(int=1)), str(UUID(int=2)), str(UUID(int=3))
#: the names that a store finds of an attempt, and those that lie there afterwards
LEFT = """async ([commits, attempt, now]) => {
  for (const [name, body] of Object.entries(commits)) localStorage.setItem(`narlara.commit.${name}`, body);
  const { Store } = await import("/static/js/player/sending/store.js");
  const found = await new Store([KEY]).unsent([attempt], now);
  const short = (name) => name.replace("narlara.commit.", "");
  const stay = Object.keys(localStorage).filter((name) => name.startsWith("narlara.commit."));
  return [found.map(({ name }) => short(name)), stay.map(short).sort()];
}""".replace("KEY", f"'{KEY}'")

#: the browser's database answers when it is let, and not before
LATE = """const open = IDBFactory.prototype.open;
IDBFactory.prototype.open = function (...given) {
  const late = {};
  const answer = (opening) => {
    opening.onupgradeneeded = () => { late.result = opening.result; late.onupgradeneeded(); };
    opening.onsuccess = () => { late.result = opening.result; late.onsuccess(); };
  };
  globalThis.letItAnswer = () => answer(open.apply(this, given));
  return late;
};"""
#: what is found, and whether the database keeps what is written before it has answered, and afterwards
KEEP = """async ([attempt, now]) => {
  const { Store } = await import("/static/js/player/sending/store.js");
  const store = new Store([KEY]);
  const found = await store.unsent([attempt], now);
  const before = await store.keep({ name: store.name(attempt, "a", 1), body: "{}", written: now }).copied;
  letItAnswer();
  let after = false;
  while (!after) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    after = await store.keep({ name: store.name(attempt, "a", 2), body: "{}", written: now }).copied;
  }
  return [found, before, after];
}""".replace("KEY", f"'{KEY}'")
#: leaves no room in what a tab keeps for a page
FILL = """() => {
  for (let size = 1 << 22, n = 0; size >= 1; ) {
    try { sessionStorage.setItem(`x${n}`, "x".repeat(size)); n += 1; } catch { size >>= 1; }
  }
}"""


def left(page: Page, site: str, *commits: tuple[str, Any, str, int]) -> Any:
    """Return what a page finds of our attempt, where commits lie as (attempt, number, part, days ago)."""
    page.goto(f"{site}/konto/logga-in/")
    stored = {}
    for n, (attempt, number, sco, days) in enumerate(commits, start=1):
        commit = {"sequence": n, "sco": sco, "written_at": NOW - days * DAY}
        stored[f"{attempt}.{LAUNCH}.{number}"] = json.dumps(commit)
    return page.evaluate(LEFT, [stored, OURS, NOW])


def test_work_of_somebody_else_that_was_not_come_back_for_is_swept(site: str, page: Page) -> None:
    old, young = (ANOTHERS, 1, "del-1", 91), (ANOTHERS, 2, "del-1", 89)

    found, stay = left(page, site, old, young)

    assert (found, stay) == ([], [f"{ANOTHERS}.{LAUNCH}.2"])


def test_draft_when_its_part_has_committed_since_is_dropped(site: str, page: Page) -> None:
    found, stay = left(page, site, (OURS, "draft-a", "del-1", 0), (OURS, 2, "del-1", 0))

    assert found == stay == [f"{OURS}.{LAUNCH}.2"]


def test_draft_when_another_part_has_committed_since_is_kept(site: str, page: Page) -> None:
    found, stay = left(page, site, (OURS, "draft-a", "del-1", 0), (OURS, 2, "del-2", 0))

    assert found == [f"{OURS}.{LAUNCH}.draft-a", f"{OURS}.{LAUNCH}.2"]
    assert sorted(found) == stay


def test_work_of_a_colleague_survives_a_clock_months_ahead(
    site: str, phone: BrowserContext, learner: Person
) -> None:
    phone.add_init_script(f"const now = Date.now; Date.now = () => now() + {100 * DAY}")
    package = make_package()
    attempt = save_twice_without_network(phone, site, learner, package)

    _, page, _ = opened(phone, site, PersonFactory(), package)
    saved(page)

    names = page.frames[1].evaluate("Object.keys(localStorage).join()")
    assert str(attempt.uuid) in names


def test_content_without_a_responding_database_starts_and_is_stored(
    site: str, phone: BrowserContext, learner: Person
) -> None:
    phone.add_init_script("IDBFactory.prototype.open = () => ({})")
    attempt = save_twice_without_network(phone, site, learner, make_package())

    page = phone.new_page()
    content = play(page, site, attempt)

    expect(content.locator("#bookmark")).to_have_text("sida-2")
    saved(page)


def test_database_that_responds_late_is_used_from_then_on(site: str, page: Page) -> None:
    page.add_init_script(LATE)
    page.goto(f"{site}/konto/logga-in/")

    assert page.evaluate(KEEP, [OURS, NOW]) == [[], False, True]


def test_work_in_a_browser_without_request_timeouts_is_saved(
    site: str, phone: BrowserContext, learner: Person
) -> None:
    phone.add_init_script("delete AbortSignal.timeout")
    _, page, content = opened(phone, site, learner, make_package())

    content.get_by_role("button", name="Spara").click()

    saved(page)
    assert ScoState.objects.get().cmi["suspend_data"] == "läge 1"


def test_content_with_a_full_session_storage_starts_with_stored_work(
    site: str, phone: BrowserContext, learner: Person
) -> None:
    without_parting_words(phone)
    attempt, page, content = opened(phone, site, learner, make_package())
    saved(page)
    page.frames[2].evaluate(FILL)
    page.route("**/commit", lambda route: route.abort())
    content.get_by_role("button", name="Spara").click()
    expect(shell(page).locator("#save")).to_have_attribute("data-is", "phone")
    page.goto("about:blank")
    page.unroute("**/commit")

    content = play(page, site, attempt)

    expect(content.locator("#bookmark")).to_have_text("sida-1")
    with pytest.raises(Error, match="QuotaExceededError"):
        page.frames[2].evaluate("sessionStorage.setItem('one more', 'word')")
