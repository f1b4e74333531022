"""Two accounts on one device: what waits there of one is nothing that the other can read."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Frame, Page, expect

from lms.attempts.models import Attempt, ScoState
from people.models import Person
from tests.browser.player_pages import opened, play, save_twice_without_network, saved, sign_in
from tests.factories.packages import make_package
from tests.factories.people import PersonFactory
from tests.factories.tracking import CMI_12

pytestmark = pytest.mark.django_db(transaction=True)

#: all that the origin keeps, in both of its storages
ALL_KEPT = """async () => {
  const opening = indexedDB.open("narlara", 1);
  await new Promise((resolve) => { opening.onsuccess = resolve; });
  const commits = opening.result.transaction("commits").objectStore("commits");
  const [names, bodies] = await Promise.all([commits.getAllKeys(), commits.getAll()].map(
    (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result); })));
  const database = Object.fromEntries(names.map((name, i) => [name, bodies[i]]));
  return { local: { ...localStorage }, database };
}"""
#: what the page that is open can read of an attempt, with the keys of its own account
READ = """async (attempt) => {
  const { Store } = await import("/static/js/player/sending/store.js");
  const { keys, now } = JSON.parse(document.getElementById("state").textContent);
  const found = await new Store(keys).unsent([attempt], now);
  return found.map(({ body }) => body);
}"""


def player(page: Page) -> Frame:
    return page.frames[1]


def kept_of(page: Page, attempt: Attempt) -> dict[str, dict[str, str]]:
    """What both storages have of an attempt, by name."""
    kept: dict[str, dict[str, str]] = player(page).evaluate(ALL_KEPT)
    return {
        place: {name: body for name, body in entries.items() if str(attempt.uuid) in name}
        for place, entries in kept.items()
    }


def test_unsent_work_of_a_colleague_is_unreadable_and_stays_for_its_owner(
    site: str, phone: BrowserContext, learner: Person
) -> None:
    package = make_package()
    attempt = save_twice_without_network(phone, site, learner, package)
    colleague = PersonFactory(first_name="Åsa", last_name="Öberg")

    _, page, _ = opened(phone, site, colleague, package)
    saved(page)

    before = kept_of(page, attempt)
    assert [len(entries) > 0 for entries in before.values()] == [True, True]
    text = json.dumps(before, ensure_ascii=False)
    assert [word in text for word in ("sida-", "läge", "suspend_data", "payload", "cmi")] == [False] * 5
    assert player(page).evaluate(READ, str(attempt.uuid)) == []
    assert kept_of(page, attempt) == before
    page.close()
    sign_in(phone, learner, site)
    page = phone.new_page()
    content = play(page, site, attempt)
    expect(content.locator("#bookmark")).to_have_text("sida-2")
    saved(page)
    assert ScoState.objects.get(package_attempt__attempt=attempt).cmi["suspend_data"] == "läge 2"
    assert kept_of(page, attempt) == {"local": {}, "database": {}}


def test_unsent_work_that_was_kept_unencrypted_is_sent(
    site: str, phone: BrowserContext, learner: Person
) -> None:
    attempt, page, _ = opened(phone, site, learner, make_package())
    saved(page)
    state: dict[str, Any] = player(page).evaluate("JSON.parse(document.getElementById('state').textContent)")
    cmi = {**CMI_12, "suspend_data": "läge 7"}
    commit = {
        "sequence": state["nextSequence"] + 60_000,
        "sco": state["sco"],
        "session": state["session"],
        "trigger": "content",
        "written_at": state["now"] + 1,
        "payload": {"cmi": cmi},
    }
    name = f"narlara.commit.{attempt.uuid}.{state['launch']}.{commit['sequence']}"
    player(page).evaluate("([name, body]) => localStorage.setItem(name, body)", [name, json.dumps(commit)])
    page.close()

    page = phone.new_page()
    play(page, site, attempt)

    saved(page)
    assert ScoState.objects.get().cmi["suspend_data"] == "läge 7"
    assert kept_of(page, attempt)["local"] == {}


def test_unsent_work_that_was_kept_unencrypted_is_encrypted_while_it_waits(
    site: str, phone: BrowserContext, learner: Person
) -> None:
    attempt, page, _ = opened(phone, site, learner, make_package())
    saved(page)
    name = f"narlara.commit.{attempt.uuid}.{attempt.uuid}.7"
    body = json.dumps({"sequence": 7, "sco": "del-1", "written_at": 1, "payload": {"cmi": CMI_12}})
    player(page).evaluate("([name, body]) => localStorage.setItem(name, body)", [name, body])

    assert player(page).evaluate(READ, str(attempt.uuid)) == [body]

    kept = kept_of(page, attempt)
    assert [kept[place][name].startswith("sealed1.1.") for place in ("local", "database")] == [True, True]
