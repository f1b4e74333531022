"""Navigation requests that content leaves in adl.nav.request as its page goes away (SCORM 2004 SN 5.4)."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect

from lms.attempts.models import ScoState, SequencingState
from people.models import Person
from tests.browser.player_pages import opened, saved, shell
from tests.factories.packages import SCORM_2004, Sco, make_package
from tests.factories.sequencing import sequenced_package

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.headless_shell]

#: content that asks to be suspended however it ends, and sets no cmi.exit
PAGE = """<!doctype html><meta charset="utf-8"><h1>Städning</h1><script>
const api = parent.API_1484_11;
api.Initialize("");
addEventListener("pagehide", () => {
  api.SetValue("cmi.location", "sidan å");
  api.SetValue("adl.nav.request", "suspendAll");
  api.Terminate("");
});
</script>""".encode()
#: content that ends when it is made to
QUIET = """<!doctype html><meta charset="utf-8"><h1>Städning</h1><script>
parent.API_1484_11.Initialize("");
</script>""".encode()
PARTS = (Sco("a", "Städning"), Sco("b", "Andra"))


@pytest.mark.parametrize("is_sequenced", [True, False])
def test_content_that_is_left_is_suspended_as_it_requested(
    site: str, phone: BrowserContext, learner: Person, is_sequenced: bool
) -> None:
    if is_sequenced:
        package = sequenced_package(*PARTS, files={"a.html": PAGE})
    else:
        package = make_package(PARTS[:1], standard=SCORM_2004, files={"a.html": PAGE})
    _, page, _ = opened(phone, site, learner, package)
    saved(page)

    page.locator(".player__back").click()

    expect(page.locator(".player__frame")).to_have_count(0)
    state = ScoState.objects.get()
    assert (state.exit, state.completion_status, state.cmi["location"]) == (
        "suspend",
        "incomplete",
        "sidan å",
    )


def test_learner_who_goes_on_comes_before_what_content_requested(
    site: str, phone: BrowserContext, learner: Person
) -> None:
    _, page, _ = opened(phone, site, learner, sequenced_package(*PARTS, files={"a.html": PAGE}))
    saved(page)

    shell(page).get_by_role("button", name="Nästa del").click()

    expect(shell(page).frame_locator("#content").get_by_role("heading", name="Andra")).to_be_visible()
    state, sequencing = ScoState.objects.get(sco="a"), SequencingState.objects.get()
    assert (state.exit, state.completion_status) == ("normal", "completed")
    assert (sequencing.delivered, sequencing.engine["activities"]["a"].get("suspended", False)) == (
        "b",
        False,
    )


@pytest.mark.parametrize(
    ("written", "expected"),
    [("{target=c}choice", "c"), ("continue", "b"), ("start", ""), ("_continue", ""), ("_none_", "")],
)
def test_content_that_terminates_is_followed_as_its_request_is_written(
    site: str, phone: BrowserContext, learner: Person, written: str, expected: str
) -> None:
    parts = (*PARTS, Sco("c", "Tredje"))
    _, page, content = opened(phone, site, learner, sequenced_package(*parts, files={"a.html": QUIET}))
    saved(page)

    content.locator("h1").evaluate(
        "(_, written) => { parent.API_1484_11.SetValue('adl.nav.request', written);"
        " parent.API_1484_11.Terminate(''); }",
        written,
    )

    if expected:
        title = {part.identifier: part.title for part in parts}[expected]
        expect(content.get_by_role("heading", name=title)).to_be_visible()
    else:
        expect(shell(page).locator("#contents[open], body[data-part=finished]").first).to_be_visible()
    sequencing = SequencingState.objects.get()
    assert (sequencing.delivered, sequencing.ended, sequencing.navigations) == (expected, "", 2)
