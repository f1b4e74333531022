"""The main job, end to end, with the project's own demo content.

An assistant nurse begins on a phone, is called away, finishes on the unit's computer; her manager sees the
figure change; a trainer publishes a new package; a colleague finds the right minute of a seminar.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, expect

from courses.models import Package
from demo.seeding.accounts import PASSWORD
from lms.attempts.models import ScoState
from lms.records.models import Completion, CompletionStamp
from tests.database_rows import StoredRows
from tests.factories.packages import approve, write_archive
from tests.unit.demo.answers import right_answers

pytestmark = pytest.mark.django_db(transaction=True)
SLUG, TITLE = "personcentrerat-forhallningssatt", "Personcentrerat förhållningssätt"
UNIT = "Hemtjänst Åby"

#: 12 s of CPU, half a second from stored rows; the files of its packages and films stay where they are
DEMO_ROWS = StoredRows(lambda: call_command("seed_demo", verbosity=0))


@pytest.fixture
def demo(site: str) -> str:
    """The site as a new user meets it: with the demo content."""
    DEMO_ROWS.write()
    return site


@pytest.fixture
def computer(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="sv-SE")
    yield context
    context.close()


def sign_in(context: BrowserContext, site: str, username: str) -> Page:
    page = context.new_page()
    page.goto(site)
    page.get_by_label("Användarnamn").fill(username)
    page.get_by_role("textbox", name="Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_role("button", name="Logga in")).to_have_count(0)
    return page


def sign_out(page: Page) -> None:
    page.locator("summary").filter(has_text=re.compile("Meny|Haddad|Bergqvist|Nyberg")).first.click()
    page.get_by_role("button", name="Logga ut").click()
    expect(page.get_by_role("button", name="Logga in")).to_be_visible()


def content_of(page: Page) -> FrameLocator:
    """The package's own page: a frame on the content origin within the player's."""
    return page.frame_locator("iframe").frame_locator("iframe")


def answer(content: FrameLocator, answers: list[str]) -> None:
    for text in answers:
        content.get_by_label(text, exact=True).check()
    content.get_by_role("button", name="Svara").click()


def go_through(content: FrameLocator, answers: list[list[str]], *, until: str) -> None:
    """Press "Nästa" and answer until the screen whose number is `until` or the last screen."""
    while True:
        expect(content.get_by_text(re.compile(r"^Skärm \d+ av \d+"))).to_be_visible()
        here = content.get_by_text(re.compile(r"^Skärm \d+ av \d+")).inner_text()
        if here.startswith(until):
            return
        if content.get_by_role("button", name="Svara").is_visible():
            answer(content, answers.pop(0))
        content.get_by_role("button", name="Nästa").click()
        expect(content.get_by_text(here, exact=True)).to_have_count(0)


def figure_of(page: Page, site: str) -> tuple[int, int]:
    """What the manager sees for the module: (done, of how many)."""
    page.goto(f"{site}/statistik/")
    row = page.get_by_role("row").filter(has_text=TITLE)
    done, people = re.search(r"(\d+) av (\d+)", row.inner_text()).groups()  # type: ignore[union-attr]
    return int(done), int(people)


@pytest.mark.both_engines
def test_module_finished_on_a_second_device_appears_to_the_manager(
    demo: str, phone: BrowserContext, computer: BrowserContext, chromium: Browser
) -> None:
    desk = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="sv-SE")
    manager = sign_in(desk, demo, "lena")
    before = figure_of(manager, demo)

    # on the phone: find it, begin, get half-way, be called away
    answers = right_answers(SLUG)
    page = sign_in(phone, demo, "amina")
    page.get_by_role("link", name="Utbildningar").last.click()
    page.get_by_role("link", name=TITLE).click()
    page.get_by_role("button", name="Börja").click()
    go_through(content_of(page), answers, until="Skärm 6 ")
    expect(page.frame_locator("iframe").get_by_text("Sparat", exact=True)).to_be_visible()
    page.close()
    phone.close()

    # on the unit's computer: home opens on where she was
    page = sign_in(computer, demo, "amina")
    page.get_by_role("button", name="Fortsätt").or_(page.get_by_role("link", name="Fortsätt")).first.click()
    content = content_of(page)
    expect(content.get_by_text(re.compile("^Skärm 6 av"))).to_be_visible()
    go_through(content, answers, until="Skärm 12 ")
    expect(content.get_by_text("Godkänt")).to_be_visible()
    content.get_by_role("button", name="Klar").click()
    expect(page.get_by_role("heading", name="Godkänt")).to_be_visible()
    sign_out(page)

    completion = Completion.objects.get(person__username="amina", module__slug=SLUG)
    stamp = CompletionStamp.objects.get(completion=completion)
    assert completion.score == 1.0
    assert (stamp.municipality.name, stamp.unit.name) == ("Mölndal", UNIT)
    state = ScoState.objects.get(package_attempt__attempt__completion=completion)
    assert (state.completion_status, state.success_status) == ("completed", "passed")
    assert state.total_seconds + state.session_seconds > 0

    # the manager: the figure has changed, the list says who is left, and goes to Excel
    done, people = figure_of(manager, demo)
    assert (done, people) == (before[0] + 1, before[1])
    manager.get_by_role("row").filter(has_text=TITLE).get_by_role("link").first.click()
    expect(manager.get_by_role("heading", name=f"Vilka i {UNIT}?")).to_be_visible()
    with manager.expect_download() as download:
        manager.get_by_role("link", name="Excel").click()
    sheet = openpyxl.load_workbook(BytesIO(Path(download.value.path()).read_bytes())).active
    rows = [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]
    assert [row for row in rows if any("Amina" in cell for cell in row)]
    desk.close()


def test_package_uploaded_by_a_trainer_is_published_as_a_module(
    demo: str, computer: BrowserContext, tmp_path: Path
) -> None:
    archive = write_archive(tmp_path / "handhygien.zip")
    page = sign_in(computer, demo, "tora")

    page.goto(f"{demo}/cms/")
    page.get_by_role("link", name="Paket").first.click()
    page.get_by_role("link", name="Ta in ett paket").first.click()
    page.get_by_label("Paketets fil").set_input_files(archive)
    page.get_by_label("Titel").fill("Rena händer på fem minuter")
    page.get_by_role("button", name="Ta in paketet").click()
    expect(page.get_by_text("Rena händer på fem minuter (v1)").first).to_be_visible()
    # Nothing plays packages here, so a site administrator has to approve it.
    approve(Package.objects.get(title="Rena händer på fem minuter"))
    page.get_by_role("button", name="Gör till utbildning").first.click()

    page.get_by_role("textbox", name="Ingress*").fill("Så håller du händerna rena mellan två besök.")
    page.locator("#id_minutes").fill("5")
    page.locator("#id_audience").fill("Alla som möter brukare")
    aims = page.locator(".Draftail-Editor [contenteditable=true]").first
    aims.click()
    aims.press_sequentially("Veta när händerna ska spritas")
    expect(page.locator("#id_aims")).to_have_value(re.compile("spritas"))  # the editor saves with a delay
    page.get_by_label("Hygien").check()
    page.locator("footer [data-w-dropdown-target=toggle]").last.click()
    page.get_by_role("button", name="Publicera").click()
    expect(page.get_by_text("har blivit publicerad")).to_be_visible()
    page.goto(f"{demo}/utbildningar/")
    expect(page.get_by_role("link", name="Rena händer på fem minuter")).to_be_visible()


def test_word_said_in_a_seminar_leads_to_the_minute_where_it_is_said(
    demo: str, phone: BrowserContext
) -> None:
    page = sign_in(phone, demo, "amina")

    page.get_by_role("link", name="Sök").last.click()
    page.get_by_role("searchbox").fill("brytpunktssamtal")
    page.get_by_role("button", name="Sök", exact=True).click()
    page.get_by_role("link", name=re.compile("10:38")).first.click()

    expect(page.get_by_role("heading", name="Palliativ vård i hemmet")).to_be_visible()
    expect(page.locator(".cue[aria-current=true]")).to_contain_text("brytpunktssamtal")
    expect(page.locator("video")).to_have_js_property("currentTime", 10 * 60 + 38)
