"""What content expects of the windows around it, as it is used to from other systems."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Frame, Page, expect

from lms.records.models import Completion
from people.models import Person
from tests.browser.player_pages import begin, opened, play, sign_in
from tests.factories.packages import SCORM_12, SCORM_2004, Sco, make_package

pytestmark = pytest.mark.django_db(transaction=True)

#: the ways in which authoring tools look for the API; each returns the window that has it, or null
SEARCHES = {
    "until a window is its own parent": """(name) => {
        let win = window, tries = 0;
        while (win[name] == null && win.parent != null && win.parent != win) {
          tries += 1;
          if (tries > 500) return null;
          win = win.parent;
        }
        return win[name] ? win : null; }""",
    "a number of times": """(name) => {
        let win = window;
        for (let i = 0; i < 500; i += 1) { if (win[name]) return win; win = win.parent; }
        return null; }""",
    "by itself in each parent": """(name) => {
        const look = (win) => win[name] ? win : win.parent !== win ? look(win.parent) : null;
        return look(window); }""",
    "until the top": """(name) => {
        let win = window;
        while (win !== window.top) { if (win[name]) return win; win = win.parent; }
        return null; }""",
    "in the frames of each parent": """(name) => {
        for (let win = window; ; win = win.parent) {
          if (win[name]) return win;
          for (let i = 0; i < win.frames.length; i += 1) if (win.frames[i][name]) return win.frames[i];
          if (win.parent === win) return null;
        } }""",
    "then in the opener": """(name) => {
        let win = window;
        while (!win[name] && win.parent !== win) win = win.parent;
        return win[name] ? win : window.opener || win.opener || window.top.opener; }""",
}
PROBE = "(name) => {{ const found = ({search})(name); return found && found[name] ? 'found' : 'none'; }}"
#: a 1.2 package whose wrapper looks for the API of 2004 first, without try and catch
BOTH_STANDARDS = """<!doctype html><html lang="sv"><meta charset="utf-8"><title>Bemötande</title>
<h1>Bemötande på äldreboendet</h1><p id="step"></p><script>
const find = (name) => {
  let win = window;
  while (win[name] == null && win.parent != null && win.parent != win) win = win.parent;
  return win[name];
};
const step = document.getElementById("step");
const api = find("API_1484_11") || find("API");
api.LMSInitialize("");
api.LMSSetValue("cmi.core.lesson_status", "completed");
step.textContent = api.LMSCommit("") + " " + window.parent.document.title;
</script></html>"""


def content_of(page: Page) -> Frame:
    return page.frames[2]


@pytest.mark.parametrize("standard", [SCORM_12, SCORM_2004])
def test_search_for_an_api_finds_the_packages_own_alone(
    subtests: pytest.Subtests, site: str, phone: BrowserContext, learner: Person, standard: str
) -> None:
    _, page, _ = opened(phone, site, learner, make_package(standard=standard))
    is_12 = standard == SCORM_12

    for way, search in SEARCHES.items():
        probe = PROBE.format(search=search)
        with subtests.test(way=way):
            found = {name: content_of(page).evaluate(probe, name) for name in ("API", "API_1484_11")}

            assert found == {
                "API": "found" if is_12 else "none",
                "API_1484_11": "none" if is_12 else "found",
            }


def test_search_of_an_asset_for_an_api_ends_without_an_error(
    subtests: pytest.Subtests, site: str, phone: BrowserContext, learner: Person
) -> None:
    items = [Sco("blad", kind="asset"), Sco("del-2")]
    _, page, _ = opened(phone, site, learner, make_package(items))

    for way, search in SEARCHES.items():
        with subtests.test(way=way):
            assert content_of(page).evaluate(PROBE.format(search=search), "API") == "none"


def test_package_that_searches_for_both_standards_is_recorded(
    site: str, phone: BrowserContext, learner: Person
) -> None:
    package = make_package([Sco(title="Bemötande")], files={"del-1.html": BOTH_STANDARDS.encode()})
    attempt = begin(learner, package)
    sign_in(phone, learner, site)
    page = phone.new_page()

    content = play(page, site, attempt)

    expect(content.locator("#step")).to_have_text("true Bemötande")
    assert Completion.objects.filter(person=learner).count() == 1
