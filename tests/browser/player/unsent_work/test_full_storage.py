"""Content that leaves no room in the browser's storage: what the learner does is saved all the same."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Frame, Page, expect

from infrastructure.http.origins import content_origin
from lms.attempts.models import ScoState
from tests.browser.player_pages import begin, play, saved, shell, sign_in
from tests.factories.packages import make_package
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)

#: what the browser gives the origin in this test, beside localStorage, which has a limit of its own
QUOTA = 400_000
#: fills localStorage to the last character, and the rest of the quota; answers how much it took of each
FILL = """async () => {
  let size = 1 << 22, stored = 0;
  for (let n = 0; size >= 1; ) {
    try { localStorage.setItem(`x${n}`, "x".repeat(size)); n += 1; stored += size; } catch { size >>= 1; }
  }
  const opened = await new Promise((resolve) => {
    const opening = indexedDB.open("waste", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("waste");
    opening.onsuccess = () => resolve(opening.result);
  });
  const put = (size, key) => new Promise((resolve) => {
    const writing = opened.transaction("waste", "readwrite", {durability: "strict"});
    writing.oncomplete = () => resolve(true);
    writing.onabort = () => resolve(false);
    writing.objectStore("waste").put(crypto.getRandomValues(new Uint8Array(size)), key);
  });
  let rows = 0;
  for (let piece = 1 << 15; piece >= 64; ) {
    if (await put(piece, rows)) rows += 1; else piece >>= 1;
  }
  return {local: stored, rows};
}"""
#: what is left, in each storage
ROOM = """async () => {
  const fits = (act) => { try { act(); return true } catch { return false } };
  const opened = await new Promise((resolve) => {
    const opening = indexedDB.open("narlara", 1);
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = opening.onupgradeneeded = () => resolve(null);
  });
  const database = opened !== null && await new Promise((resolve) => {
    const writing = opened.transaction("commits", "readwrite", {durability: "strict"});
    writing.oncomplete = () => resolve(true);
    writing.onabort = () => resolve(false);
    writing.objectStore("commits").put("x".repeat(2_000), "room");
  });
  return {local: fits(() => localStorage.setItem("room", "x")), database};
}"""
SAY = """(place) => {
  const api = parent.API;
  api.LMSInitialize("");
  api.LMSSetValue("cmi.core.lesson_location", place);
  return api.LMSCommit("");
}"""


#: sets a value that nothing saves but the player itself
SET = """(place) => {
  parent.API.LMSInitialize("");
  parent.API.LMSSetValue("cmi.core.lesson_location", place);
}"""
KEPT = """async () => {
  const { Sealer } = await import("/static/js/player/sending/sealing.js");
  const sealer = new Sealer(JSON.parse(parent.document.getElementById("state").textContent).keys);
  const names = Object.keys(localStorage).filter((name) => name.startsWith("narlara.commit."));
  const bodies = names.map((name) => JSON.parse(sealer.open(name, localStorage.getItem(name))));
  return bodies.map(({ payload }) => payload.cmi.core.lesson_location);
}"""


@pytest.fixture
def roomy(site: str, phone: BrowserContext) -> Page:
    """A learner plays a package that takes no room yet."""
    learner = PersonFactory()
    package = make_package()
    attempt = begin(learner, package)
    sign_in(phone, learner, site)
    page = phone.new_page()
    quota = {"origin": content_origin(package.label), "quotaSize": QUOTA}
    phone.new_cdp_session(page).send("Storage.overrideQuotaForOrigin", quota)
    play(page, site, attempt)
    saved(page)
    return page


@pytest.fixture
def page(roomy: Page) -> Page:
    """A learner plays a package that has taken all the room there is, and was seen to have."""
    fill(roomy)
    return roomy


def fill(page: Page) -> None:
    taken = content_of(page).evaluate(FILL)
    assert taken["local"] > 4_000_000
    assert taken["rows"] > 5
    assert content_of(page).evaluate(ROOM) == {"local": False, "database": False}


def content_of(page: Page) -> Frame:
    return page.frames[2]


def test_work_with_a_full_storage_is_saved_before_content_continues(page: Page) -> None:
    said = content_of(page).evaluate(SAY, "sida 7")

    # at once, not soon: there is nowhere to keep it until then
    assert said == "true"
    assert ScoState.objects.get().cmi["core"]["lesson_location"] == "sida 7"
    saved(page)


def test_work_with_a_full_storage_without_network_is_reported_unsaved(
    page: Page, phone: BrowserContext
) -> None:
    phone.set_offline(True)

    said = content_of(page).evaluate(SAY, "sida 8")

    assert said == "false"
    expect(shell(page).locator("#save")).to_have_text("Inte sparat än. Ha sidan öppen tills du har täckning")
    phone.set_offline(False)
    saved(page)
    assert ScoState.objects.get().cmi["core"]["lesson_location"] == "sida 8"


def test_work_on_the_disk_when_later_work_finds_no_room_there_stays(
    roomy: Page, phone: BrowserContext
) -> None:
    phone.set_offline(True)
    content_of(roomy).evaluate(SET, "sida 6")
    # saved along the way, so that a later commit of the whole state makes it needless
    expect(shell(roomy).locator("#save")).to_have_attribute("data-is", "phone")
    fill(roomy)

    said = content_of(roomy).evaluate(SAY, "sida 8")

    assert said == "false"
    assert content_of(roomy).evaluate(KEPT) == ["sida 6"]
    phone.set_offline(False)
    saved(roomy)
    assert ScoState.objects.get().cmi["core"]["lesson_location"] == "sida 8"
