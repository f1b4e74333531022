"""A part that cannot start: the learner reads that nothing is saved, and what to do."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect

from people.models import Person
from tests.browser.player_pages import opened, saved, shell
from tests.factories.packages import SCORM_12, SCORM_2004, Sco, make_package

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.headless_shell]

SENTENCE = "Den här delen har inte startat"
#: its script lies on another host, which is not let through
FROM_ELSEWHERE = """<!doctype html><html lang="sv"><meta charset="utf-8"><title>Förflyttning</title>
<h1>Förflyttning</h1><script src="https://elsewhere.example.se/spelare.js"></script></html>"""
#: begins when the learner presses a button
LATE = """<!doctype html><html lang="sv"><meta charset="utf-8"><title>Förflyttning</title>
<h1>Förflyttning</h1><button>Börja nu</button><script>
document.querySelector("button").onclick = () => window.parent.API.LMSInitialize("");
</script></html>"""


@pytest.fixture
def clock(phone: BrowserContext) -> BrowserContext:
    """Ten seconds pass at once; what the player sends waits for nobody."""
    phone.add_init_script(
        "const later = setTimeout; window.setTimeout = (work, ms, ...rest) =>"
        " later(work, ms === 10000 ? 300 : ms, ...rest);"
    )
    return phone


@pytest.mark.parametrize("standard", [SCORM_12, SCORM_2004])
def test_part_whose_script_is_not_let_through_says_that_it_has_not_started(
    site: str, clock: BrowserContext, learner: Person, standard: str
) -> None:
    package = make_package(standard=standard, files={"del-1.html": FROM_ELSEWHERE.encode()})
    _, page, _ = opened(clock, site, learner, package)

    expect(shell(page).locator("#notice")).to_contain_text(SENTENCE)
    expect(shell(page).locator("#save")).to_have_text("Inget är sparat än")
    expect(page.get_by_role("link", name="Rapportera fel på den här sidan")).to_be_visible()


def test_part_that_starts_at_a_press_takes_the_sentence_away(
    site: str, clock: BrowserContext, learner: Person
) -> None:
    package = make_package(files={"del-1.html": LATE.encode()})
    _, page, content = opened(clock, site, learner, package)
    expect(shell(page).locator("#notice")).to_contain_text(SENTENCE)

    content.get_by_role("button", name="Börja nu").click()

    expect(shell(page).locator("#notice")).to_be_hidden()
    saved(page)


@pytest.mark.parametrize("items", [[Sco()], [Sco("blad", kind="asset"), Sco("del-2")]], ids=["sco", "asset"])
def test_part_that_starts_or_need_not_says_nothing(
    site: str, clock: BrowserContext, learner: Person, items: list[Sco]
) -> None:
    _, page, _ = opened(clock, site, learner, make_package(items))
    shell(page).locator("#content").wait_for()

    page.wait_for_timeout(3_000)

    expect(shell(page).locator("#notice")).to_be_hidden()
