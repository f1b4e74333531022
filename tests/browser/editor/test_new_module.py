"""A new module from a template: how many clicks and fields it takes."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from courses.models import ModulePage
from tests.browser.look_pages import sign_in
from tests.factories.courses import ThemeFactory, make_site
from tests.factories.files.pictures import make_phone_photo
from tests.factories.people import PersonFactory
from tests.factories.seminars import make_film

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.headless_shell]

MOST_CLICKS, MOST_FIELDS = 20, 14
ALT_TEXT = re.compile("^Alt")


@dataclass
class Trainer:
    """A trainer at Wagtail's editor. A click presses a button or a link; a field is a text or a file."""

    page: Page
    clicks: int = 0
    fields: int = 0

    def press(self, target: Locator) -> None:
        self.clicks += 1
        target.click()

    def fill(self, target: Locator, text: str) -> None:
        """Type into a field; the text of a template is selected when it gets the focus."""
        self.fields += 1
        is_rich = target.get_attribute("contenteditable") is not None
        target.focus()
        self.page.wait_for_timeout(100)
        self.page.keyboard.insert_text(text)
        if is_rich:
            expect(self.rich(text)).to_be_visible()
        else:
            expect(target).to_have_value(text)

    def choose_file(self, target: Locator, name: str, kind: str, content: bytes) -> None:
        self.fields += 1
        target.set_input_files({"name": name, "mimeType": kind, "buffer": content})

    def rich(self, text: str) -> Locator:
        """The editor of a text that contains the template's words."""
        return self.page.locator("[contenteditable=true]").filter(has_text=text)

    def field(self, words: str) -> Locator:
        """The text field with the template's words."""
        self.page.wait_for_function(
            "words => [...document.querySelectorAll('input, textarea')].some(f => f.value.includes(words))",
            arg=words,
        )
        fields = self.page.locator("input[type=text], textarea")
        values = fields.evaluate_all("fields => fields.map(field => field.value)")
        return fields.nth(next(number for number, value in enumerate(values) if words in value))


def upload(trainer: Trainer, chooser: Locator, tab: str, name: str, kind: str, content: bytes) -> None:
    """Upload a file in the chooser of the editor, without leaving it."""
    trainer.press(chooser)
    modal = trainer.page.locator(".modal:visible")
    trainer.press(modal.get_by_role("tab", name=tab))
    panel = modal.locator("section:visible")
    trainer.choose_file(panel.locator("input[type=file]"), name, kind, content)
    # Wagtail names the file after a moment; what a file needs and has not is refused, and the dialog stays.
    expect(panel.locator("[name$=upload-title]")).to_have_value(name.rpartition(".")[0])
    trainer.press(panel.get_by_role("button", name="Ladda upp"))
    expect(modal).to_have_count(0)


def test_first_module_takes_few_clicks_and_fields(site: str, phone: BrowserContext) -> None:
    make_site()
    for slug, name in (("nara-vard", "Nära vård"), ("hygien", "Hygien")):
        ThemeFactory(slug=slug, name_sv=name)
    sign_in(phone, PersonFactory(is_superuser=True), site)
    page = phone.new_page()
    page.set_viewport_size({"width": 1280, "height": 900})
    trainer = Trainer(page)
    page.goto(f"{site}/cms/")

    trainer.press(page.get_by_role("link", name="Ny utbildning").first)
    trainer.press(page.get_by_role("link", name="Kort kurs"))
    expect(trainer.rich("Vad man kan efteråt")).to_be_visible()  # the last editor of a text is ready
    trainer.fill(page.locator("#id_title"), "Vändning i säng")
    trainer.fill(trainer.field("Två eller tre meningar"), "Så vänder du någon utan att det gör ont.")
    trainer.fill(trainer.rich("Börja med något"), "Åsa får ont när hon vänds för fort.")
    photo = make_phone_photo((800, 600))
    chooser = page.get_by_role("button", name="Välj en bild").first
    upload(trainer, chooser, "Ladda upp", "Säng.jpg", "image/jpeg", photo)
    alt_text = page.get_by_label(ALT_TEXT).first
    expect(alt_text).to_have_value("Säng")  # the title, which the trainer types over
    alt_text.select_text()
    trainer.fill(alt_text, "En säng med glidlakan")
    trainer.fill(trainer.rich("Beskriv det i den ordning"), "Fråga först. Lås hjulen. Vänd långsamt.")
    film = make_film().read()
    upload(
        trainer,
        page.get_by_role("button", name="Välj film eller ljud"),
        "Ladda upp film",
        "Vändning.mp4",
        "video/mp4",
        film,
    )
    trainer.fill(trainer.rich("Vad filmen visar"), "Två personer vänder en tredje.")
    trainer.fill(trainer.field("Beskriv en situation"), "Vad gör du först?")
    trainer.fill(trainer.field("Det rätta svaret"), "Frågar")
    trainer.fill(trainer.field("Ett fel svar"), "Vänder")
    trainer.fill(trainer.field("ett påstående som är sant"), "Hjulen ska vara låsta.")
    trainer.fill(trainer.field("som många tror"), "Det går fortare ensam.")
    trainer.fill(trainer.rich("Vad man kan efteråt"), "Vända någon utan smärta.")
    trainer.press(page.get_by_label("Nära vård"))
    trainer.press(page.get_by_role("button", name="Fler åtgärder").last)
    trainer.press(page.get_by_role("button", name="Publicera").last)

    expect(page.locator(".messages").get_by_text("publicerad")).to_be_visible(timeout=60_000)
    version = ModulePage.objects.get(live=True).module.versions.get()
    assert [step["kind"] for step in version.steps] == ["screen", "screen", "film", "check"]
    assert trainer.clicks <= MOST_CLICKS
    assert trainer.fields <= MOST_FIELDS
