"""A trainer uploads a photo from a phone in the Wagtail admin."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect
from wagtail.images import get_image_model

from tests.browser.look_pages import sign_in
from tests.factories.files.pictures import make_phone_photo
from tests.factories.people import PersonFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.headless_shell]


def test_photo_from_a_phone_is_stored_and_a_damaged_one_refused(site: str, phone: BrowserContext) -> None:
    photo = make_phone_photo((1600, 1200))
    sign_in(phone, PersonFactory(is_superuser=True), site)
    page = phone.new_page()
    page.goto(f"{site}/cms/images/multiple/add/")

    page.locator("input[type=file]").set_input_files(
        [
            {"name": "Åsa vid sängen.jpg", "mimeType": "image/jpeg", "buffer": photo},
            {"name": "Övervåningen.jpg", "mimeType": "image/jpeg", "buffer": photo[:3000]},
        ]
    )

    expect(page.get_by_text("”Övervåningen.jpg” kan inte visas")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("textbox", name="Titel*")).to_have_value("Åsa vid sängen", timeout=60_000)
    stored = get_image_model().objects.get()
    assert (stored.width, stored.height) == (1200, 1600)
    page.goto(f"{site}/cms/images/")
    picture = page.locator("main img[src^='/media/images/']:visible").first
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => [image.naturalWidth, image.naturalHeight]") == [123, 165]
