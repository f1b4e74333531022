"""Finding the right minute of a recording, in a real Chromium."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import Browser, Page, expect

from courses.enums import SeminarKind
from courses.models import SeminarPage
from courses.seminars.transcript import Cue, Transcript
from tests.browser.axe import violations
from tests.browser.conftest import PHONE
from tests.chromium import site_cookie
from tests.factories.people import PersonFactory
from tests.factories.seminars import make_seminar

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.headless_shell]
AT = 752
LENGTH = 900


def make_transcript() -> Transcript:
    """Fifteen minutes of talk about everything else, and one sentence at 12:32."""
    cues = [Cue(s, s + 8, f"Här talar vi om vardagen, del {s}.", "Kim") for s in range(0, LENGTH, 8)]
    said = "Ett brytpunktssamtal är inte ett besked, det är ett samtal."
    return Transcript(tuple(Cue(c.start, c.end, said, "Kim") if c.start == AT else c for c in cues))


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fifteen minutes of a grey picture: a real film that can be sought in."""
    if not shutil.which("ffmpeg"):
        pytest.skip("No ffmpeg found to make a film with")
    path = tmp_path_factory.mktemp("film") / "film.webm"
    source = f"color=c=gray:s=64x36:r=2:d={LENGTH}"
    command = [
        "ffmpeg",
        "-v",
        "error",
        "-f",
        "lavfi",
        "-i",
        source,
        "-c:v",
        "libvpx",
        "-b:v",
        "20k",
        str(path),
    ]
    subprocess.run(command, check=True, timeout=120)  # noqa: S603 - a fixed command
    return path


@pytest.fixture
def seminar(site: str, film: Path) -> SeminarPage:
    return make_seminar(
        "Palliativ vård i hemmet",
        transcript=make_transcript(),
        material={"Bilder": ["Brytpunktssamtal", "Tack"]},
        recording=ContentFile(film.read_bytes(), name="film.webm"),
        seconds=LENGTH,
        introduction="Tre som arbetar nära berättar.",
        has_synthetic_voice=True,
    )


@pytest.fixture
def signed_in(page: Page, site: str, seminar: SeminarPage) -> Page:
    sign_in(page, site)
    return page


def sign_in(page: Page, site: str) -> None:
    client = Client()
    client.force_login(PersonFactory())
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([site_cookie(name, client.cookies[name].value, site)])


@pytest.fixture
def without_script(chromium: Browser, site: str, seminar: SeminarPage) -> Iterator[Page]:
    context = chromium.new_context(java_script_enabled=False, locale="sv-SE")
    page = context.new_page()
    sign_in(page, site)
    yield page
    context.close()


def media_seconds(page: Page) -> float:
    return page.evaluate("document.querySelector('[data-media]').currentTime")


def test_search_lands_at_the_right_second_with_its_row_marked(signed_in: Page, site: str) -> None:
    signed_in.goto(f"{site}/sok/")
    signed_in.get_by_role("searchbox").fill("brytpunktssamtal")
    signed_in.get_by_role("searchbox").press("Enter")
    expect(signed_in.locator("mark").first).to_be_visible()

    signed_in.get_by_role("link", name="12:32").click()

    expect(signed_in.locator(".cue[aria-current]")).to_contain_text("brytpunktssamtal")
    expect(signed_in.locator(".cue[aria-current]")).to_be_in_viewport()
    expect(signed_in.locator("[data-media]")).to_have_js_property("currentTime", AT)


def test_transcript_follows_the_film_and_moves_it(signed_in: Page, seminar: SeminarPage, site: str) -> None:
    signed_in.goto(f"{site}{seminar.get_url()}")

    signed_in.locator(".cue", has_text="del 400.").click()
    expect(signed_in.locator(".cue[aria-current]")).to_contain_text("del 400.")
    assert 400 <= media_seconds(signed_in) < 408

    signed_in.evaluate("document.querySelector('[data-media]').currentTime = 604")
    expect(signed_in.locator(".cue[aria-current]")).to_contain_text("del 600.")


def test_seminar_without_script_starts_at_the_second_and_can_be_read(
    without_script: Page, seminar: SeminarPage, site: str
) -> None:
    without_script.goto(f"{site}{seminar.get_url()}?t={AT}")

    assert without_script.locator("[data-media]").get_attribute("src").endswith(f"#t={AT}")
    expect(without_script.locator(".cue[aria-current]")).to_contain_text("brytpunktssamtal")
    expect(without_script.get_by_role("button", name="15 s framåt")).to_be_hidden()
    without_script.get_by_role("link", name="0:56").click()
    expect(without_script).to_have_url(re.compile(r"\?t=56$"))


def ready(page: Page) -> None:
    """Wait until the film can be moved in."""
    page.evaluate(
        "new Promise(go => { const film = document.querySelector('[data-media]');"
        " film.readyState > 0 ? go() : film.addEventListener('loadedmetadata', () => go()) })"
    )


def film_is_whole(page: Page) -> bool:
    """Say whether all of the film is on the screen, and nothing lies over it."""
    return page.evaluate(
        "() => { const film = document.querySelector('[data-media]'), box = film.getBoundingClientRect();"
        " const y = [box.top + 2, box.bottom - 2];"
        " return box.top >= 0 && box.bottom <= innerHeight"
        " && y.every(at => document.elementFromPoint(box.left + box.width / 2, at) === film) }"
    )


def test_film_on_a_phone_stays_visible_while_the_text_is_used(
    signed_in: Page, seminar: SeminarPage, site: str
) -> None:
    signed_in.goto(f"{site}{seminar.get_url()}")
    ready(signed_in)
    signed_in.evaluate("document.querySelector('.transcript__files').scrollIntoView({block: 'end'})")
    assert film_is_whole(signed_in)

    signed_in.locator(".cue", has_text="del 400.").click()

    assert film_is_whole(signed_in)
    expect(signed_in.locator(".cue[aria-current]")).to_contain_text("del 400.")
    expect(signed_in.locator(".cue[aria-current]")).to_be_in_viewport()
    signed_in.get_by_role("link", name="Ladda ner undertexterna").focus()
    assert film_is_whole(signed_in)
    expect(signed_in.get_by_role("link", name="Ladda ner undertexterna")).to_be_in_viewport()


@pytest.mark.parametrize("size", [(844, 390), (320, 256)])
def test_film_on_a_low_screen_scrolls_with_the_page(
    signed_in: Page, seminar: SeminarPage, site: str, size: tuple[int, int]
) -> None:
    signed_in.set_viewport_size({"width": size[0], "height": size[1]})
    signed_in.goto(f"{site}{seminar.get_url()}")

    signed_in.evaluate("document.querySelector('.transcript__files').scrollIntoView({block: 'end'})")

    expect(signed_in.locator("[data-media]")).not_to_be_in_viewport()


def test_film_is_moved_sped_up_and_captioned_by_keyboard(
    signed_in: Page, seminar: SeminarPage, site: str
) -> None:
    signed_in.goto(f"{site}{seminar.get_url()}")
    ready(signed_in)
    film = signed_in.locator("[data-media]")

    signed_in.get_by_role("button", name="15 s framåt").press("Enter")
    signed_in.get_by_role("button", name="15 s framåt").press("Space")
    expect(film).to_have_js_property("currentTime", 30)
    signed_in.get_by_role("button", name="15 s bakåt").press("Enter")
    expect(film).to_have_js_property("currentTime", 15)
    for _ in range(2):
        signed_in.get_by_role("button", name="15 s bakåt").press("Enter")
    expect(film).to_have_js_property("currentTime", 0)
    captions = signed_in.get_by_role("button", name="Undertexter")
    expect(captions).to_have_attribute("aria-pressed", "true")
    captions.press("Enter")
    expect(captions).to_have_attribute("aria-pressed", "false")
    assert film.evaluate("film => film.textTracks[0].mode") == "disabled"
    signed_in.get_by_label("Hastighet").select_option("1,5×")
    expect(film).to_have_js_property("playbackRate", 1.5)

    signed_in.reload()

    expect(signed_in.locator("[data-media]")).to_have_js_property("playbackRate", 1.5)
    expect(signed_in.get_by_label("Hastighet")).to_have_value("1.5")


def play_at(page: Page, second: int) -> None:
    """Play a moment from the second, and pause."""
    ready(page)
    page.evaluate(
        "async second => { const film = document.querySelector('[data-media]'); film.muted = true;"
        " film.currentTime = second; await film.play(); film.pause() }",
        second,
    )


def test_film_goes_on_where_the_same_person_was(signed_in: Page, seminar: SeminarPage, site: str) -> None:
    address = f"{site}{seminar.get_url()}"
    signed_in.goto(address)
    play_at(signed_in, 400)

    signed_in.goto(address)
    ready(signed_in)
    expect(signed_in.locator(".cue[aria-current]")).to_contain_text("del 400.")
    assert 400 <= media_seconds(signed_in) < 402
    signed_in.goto(f"{address}?t={AT}")
    ready(signed_in)
    expect(signed_in.locator("[data-media]")).to_have_js_property("currentTime", AT)

    signed_in.goto(address)
    signed_in.get_by_role("button", name="Från början").press("Enter")
    expect(signed_in.locator("[data-media]")).to_have_js_property("currentTime", 0)
    signed_in.goto(address)
    ready(signed_in)
    expect(signed_in.get_by_role("button", name="15 s framåt")).to_be_visible()
    expect(signed_in.get_by_role("button", name="Från början")).to_be_hidden()
    assert media_seconds(signed_in) == 0


def test_film_for_another_person_on_the_device_begins_anew(
    signed_in: Page, seminar: SeminarPage, site: str
) -> None:
    signed_in.goto(f"{site}{seminar.get_url()}")
    play_at(signed_in, 400)
    sign_in(signed_in, site)

    signed_in.goto(f"{site}{seminar.get_url()}")

    ready(signed_in)
    expect(signed_in.get_by_role("button", name="15 s framåt")).to_be_visible()
    assert media_seconds(signed_in) == 0


@pytest.mark.parametrize("language", ["sv", "en"])
def test_pages_have_no_fault_that_axe_finds_and_fit_a_narrow_screen(
    signed_in: Page, seminar: SeminarPage, site: str, subtests: pytest.Subtests, language: str
) -> None:
    for place, path in places(seminar, language).items():
        with subtests.test(place=place):
            signed_in.set_viewport_size(PHONE)
            signed_in.goto(f"{site}{path}")

            found = violations(signed_in)
            signed_in.set_viewport_size({"width": 320, "height": 600})

            assert found == []
            assert signed_in.evaluate("document.documentElement.scrollWidth") <= 320


def places(seminar: SeminarPage, language: str) -> dict[str, str]:
    """Return the addresses of searches, of a seminar with a film and with sound, and of their list."""
    if language == "en":
        seminar = make_seminar("A seminar", transcript=make_transcript(), language="en")
    sound = make_seminar(
        "Ett avsnitt", transcript=make_transcript(), kind=SeminarKind.PODCAST, language=language
    )
    with override(language):
        search = reverse("search:search")
        return {
            "search": search,
            "results": f"{search}?q=brytpunktssamtal",
            "results of a misspelling": f"{search}?q=brytpunktsamtel",
            "no results": f"{search}?q=zzzz",
            "film": f"{seminar.get_url()}?t={AT}",
            "sound": sound.get_url(),
            "list": seminar.get_parent().get_url(),
        }
