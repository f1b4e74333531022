"""Contents of a sequenced package while a part plays: lines change as the server answers (SN 5.6)."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect

from people.models import Person
from tests.browser.player_pages import opened, saved, shell
from tests.factories.packages import Folder, Sco
from tests.factories.sequencing import (
    FLOW,
    mapped,
    objective,
    objectives,
    rule,
    sequenced_package,
    sequencing,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.headless_shell]

#: content that is not judged yet: one that set nothing would count as passed at its end (SN 4.3.2)
BEGUN = b"""<!doctype html><meta charset="utf-8"><h1>Inledning</h1><script>
const api = parent.API_1484_11;
api.Initialize("");
api.SetValue("cmi.completion_status", "incomplete");
api.SetValue("cmi.success_status", "unknown");
api.Commit("");
</script>"""
PASS = """() => {
  parent.API_1484_11.SetValue("cmi.completion_status", "completed");
  parent.API_1484_11.SetValue("cmi.success_status", "passed");
  parent.API_1484_11.Commit("");
}"""
WRITES = objectives(objective("own", mapped("g", writes=True), primary=True))
READS = objectives(objective("own", primary=True), objective("before", mapped("g", writes=False)))


def until_known(action: str) -> str:
    """A rule that holds until the first part has been judged."""
    return rule("preCondition", action, "objectiveStatusKnown", operator="not", of="before")


def test_lines_when_the_part_that_plays_is_passed_open_at_once(
    site: str, phone: BrowserContext, learner: Person
) -> None:
    """A hidden line is shown, and the heading of a folder that was locked becomes a button."""
    package = sequenced_package(
        Sco("a", "Inledning", extra=sequencing(WRITES)),
        Sco("dold", "Handhygien på äldreboendet", extra=sequencing(until_known("hiddenFromChoice"), READS)),
        Folder(
            "mapp", "Städning", [Sco("b", "Golv")], extra=sequencing(FLOW, until_known("disabled"), READS)
        ),
        files={"a.html": BEGUN},
    )
    _, page, content = opened(phone, site, learner, package)
    saved(page)
    shell(page).locator("#show-contents").click()
    contents = shell(page).get_by_role("dialog")
    hidden, folder = (contents.locator(f'[data-open-part="{part}"]') for part in ("dold", "mapp"))
    heading = contents.locator(".shell-folder", has_text="Städning")
    expect(hidden).to_be_hidden()
    expect(folder).to_be_hidden()
    expect(heading).to_be_visible()

    content.locator("h1").evaluate(PASS)

    expect(hidden).to_be_visible()
    expect(hidden).to_be_enabled()
    expect(heading).to_be_hidden()
    folder.click()
    expect(shell(page).frame_locator("#content").get_by_role("heading", name="Golv")).to_be_visible()
