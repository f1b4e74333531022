"""A module of films and texts in a real browser: played, gone through, resumed, by keyboard on a phone."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from playwright.sync_api import BrowserContext, Locator, Page, expect

from courses.modules.actions import PublishModulePage
from demo.catalogues.seminars import seminars
from lms.records.models import Completion
from people.models import Person
from tests.browser.player_pages import sign_in
from tests.factories.courses import make_site
from tests.factories.files.used_files import document, recording
from tests.factories.seminars import make_sound

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.headless_shell]
CAPTIONS = b"WEBVTT\n\n00:00.000 --> 00:09.000\nHej\n"


@pytest.fixture
def module(learner: Person) -> str:
    """The address of a module of a film with captions, something to listen to, and a text."""
    make_site()
    media = next(seminar.media for seminar in seminars() if seminar.media.suffix == ".mp4")
    with media.open("rb") as stream:
        film = recording(ContentFile(stream.read(), name="film.mp4"), "Film")
    captions = document(ContentFile(CAPTIONS, name="film.vtt"), "Undertexter")
    words = "".join(f"<p>{number}. Laget runt sängen.</p>" for number in range(60))
    words += "".join(f'<p><a href="https://exempel.se/{number}">Mer {number}</a></p>' for number in range(9))
    page = PublishModulePage(
        by=None,
        module_slug="se-och-lyssna",
        language="sv",
        title="Se och lyssna",
        introduction="En film och ett ljud.",
        minutes=8,
        aims="<p>Du vet hur.</p>",
        audience="Alla",
        themes=[],
        steps=[
            ("film", {"title": "Se filmen", "film": film, "captions": captions, "summary": words}),
            ("film", {"title": "Lyssna", "film": recording(make_sound(), "Ljud"), "summary": words}),
            ("text", {"title": "Fundera", "body": "<p>Vad tar du med dig?</p>"}),
        ],
    ).run()
    return str(page.url)


def press(page: Page, words: str) -> None:
    """Go by the Tab key to the button with those words, and press it."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == words:
            break
    expect(page.locator(":focus")).to_have_text(words)
    page.keyboard.press("Enter")


def test_film_step_is_played_by_keyboard_and_resumed_at_the_next(
    site: str, phone: BrowserContext, learner: Person, module: str
) -> None:
    sign_in(phone, learner, site)
    page = phone.new_page()
    page.goto(f"{site}{module}")
    press(page, "Börja")
    film = page.locator("video")
    expect(film).to_have_attribute("aria-label", "Se filmen")
    film.evaluate(
        "film => film.readyState > 1 || new Promise(go => film.addEventListener('loadeddata', () => go()))"
    )
    assert film.evaluate("film => film.textTracks[0].mode") == "showing"
    film.focus()
    page.keyboard.press("Space")
    film.evaluate(
        "film => new Promise(go => film.addEventListener('timeupdate', () => film.currentTime > 0.2 && go()))"
    )
    press(page, "Nästa")
    expect(page.locator("audio")).to_have_attribute("aria-label", "Lyssna")

    page.goto(f"{site}{module}")
    press(page, "Fortsätt")
    expect(page.get_by_role("heading", level=1)).to_have_text("Lyssna")
    press(page, "Nästa")
    expect(page.get_by_role("heading", level=1)).to_have_text("Fundera")
    assert not Completion.objects.exists()
    press(page, "Nästa")
    page.wait_for_url("**/resultat/")
    assert Completion.objects.get().person == learner


def test_step_with_a_way_back_fits_a_phone(
    site: str, phone: BrowserContext, learner: Person, module: str
) -> None:
    sign_in(phone, learner, site)
    page = phone.new_page()
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{site}{module}")
    page.get_by_role("button", name="Börja").click()
    page.get_by_role("button", name="Nästa").click()
    expect(page.get_by_role("link", name="Tillbaka")).to_be_visible()

    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.get_by_role("link", name="Tillbaka").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Se filmen")


def test_film_step_on_a_phone_stays_visible_above_its_text(
    site: str, phone: BrowserContext, learner: Person, module: str
) -> None:
    sign_in(phone, learner, site)
    page = phone.new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site}{module}")
    page.get_by_role("button", name="Börja").click()

    page.get_by_text("59. Laget runt sängen.").scroll_into_view_if_needed()

    box = page.locator("video").bounding_box()
    bar = page.locator(".taking__bar").bounding_box()
    assert box is not None
    assert bar is not None
    assert bar["y"] + bar["height"] <= box["y"] < box["y"] + box["height"] < 500
    expect(page.get_by_text("59. Laget runt sängen.")).to_be_in_viewport()
    page.set_viewport_size({"width": 844, "height": 390})
    page.get_by_text("59. Laget runt sängen.").scroll_into_view_if_needed()
    expect(page.locator("video")).not_to_be_in_viewport()


def open_film(phone: BrowserContext, site: str, learner: Person, module: str, size: tuple[int, int]) -> Page:
    """The module's first step, a film, on a screen of that size."""
    sign_in(phone, learner, site)
    page = phone.new_page()
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{site}{module}")
    page.get_by_role("button", name="Börja").click()
    expect(page.get_by_role("button", name="Undertexter")).to_be_visible()
    return page


def words_shown(element: Locator) -> list[str]:
    """The texts within the element that take more than a pixel of the screen."""
    return element.evaluate(
        "element => [...element.querySelectorAll('span')]"
        ".filter(one => one.getBoundingClientRect().width > 1).map(one => one.textContent)"
    )


@pytest.mark.parametrize(("width", "name"), [(360, []), (390, ["Undertexter"]), (1280, ["Undertexter"])])
def test_captions_button_shows_on_and_off_in_words(
    site: str, phone: BrowserContext, learner: Person, module: str, width: int, name: list[str]
) -> None:
    page = open_film(phone, site, learner, module, (width, 844))
    button = page.get_by_role("button", name="Undertexter")

    assert words_shown(button) == [*name, "på"]
    button.press("Enter")

    assert words_shown(button) == [*name, "av"]
    expect(button).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize("width", [360, 390])
def test_film_controls_on_a_phone_stand_in_one_line(
    site: str, phone: BrowserContext, learner: Person, module: str, width: int
) -> None:
    page = open_film(phone, site, learner, module, (width, 844))

    controls = page.locator(".media-controls").locator("button:visible, select")
    middles = {round(box["y"] + box["height"] / 2) for one in controls.all() if (box := one.bounding_box())}

    assert controls.count() == 4
    assert len(middles) == 1


# a phone, a small one, and a phone at 150 and 200 % zoom
@pytest.mark.parametrize("size", [(390, 844), (320, 600), (260, 563), (195, 422)])
def test_focus_among_the_text_is_never_behind_the_film(
    site: str, phone: BrowserContext, learner: Person, module: str, size: tuple[int, int]
) -> None:
    page = open_film(phone, site, learner, module, size)
    page.get_by_role("link", name="Rapportera fel").focus()
    focused = 0
    while page.evaluate("!document.activeElement.closest('[data-media-box]')"):
        is_covered = page.evaluate(
            "() => { const box = document.activeElement.getBoundingClientRect();"
            " const over = document.elementFromPoint(box.left + 5, box.top + box.height / 2);"
            " return !document.activeElement.contains(over) }"
        )
        assert not is_covered, page.evaluate("document.activeElement.outerHTML")
        page.keyboard.press("Shift+Tab")
        focused += 1

    assert focused > 5
