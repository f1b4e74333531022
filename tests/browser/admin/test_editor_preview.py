"""The preview beside Wagtail's editor: every step as on a learner's phone, and no attempt."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, expect

from lms.attempts.models import Attempt
from tests.browser.look_pages import sign_in
from tests.factories.courses import make_module_page
from tests.factories.files.used_files import recording
from tests.factories.packages import approve, make_package
from tests.factories.people import PersonFactory
from tests.factories.seminars import make_film

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.headless_shell]
PHONE = 375  # as Wagtail has it
LONG = "Läkemedelsgenomgångsuppföljningsansvarig på Ödegårdsvägens särskilda boende"


def test_preview_of_each_kind_of_step_is_as_wide_as_a_phone(site: str, phone: BrowserContext) -> None:
    film = recording(make_film(), "Vändning")
    steps = [
        ("text", {"title": LONG, "body": f"<h3>{LONG}</h3><p>Lyft på mattan.</p>"}),
        ("film", {"title": "Se", "film": film, "captions": None, "summary": "<p>Så vänder du.</p>"}),
        ("package", {"title": "Öva", "package": approve(make_package(title="Övning på ö"))}),
    ]
    edited = make_module_page("Förebygg fall", steps=steps)
    sign_in(phone, PersonFactory(is_superuser=True), site)
    page = phone.new_page()
    page.set_viewport_size({"width": 1300, "height": 900})
    page.goto(site + reverse("wagtailadmin_pages:edit", args=[edited.pk]))

    page.locator("[data-side-panel-toggle=preview]").click()
    frame = page.frame_locator("#w-preview-iframe")

    expect(frame.get_by_text("Lyft på mattan.")).to_be_visible()
    expect(frame.locator("video")).to_be_visible()
    expect(frame.frame_locator("iframe[title=Öva]").get_by_text("Inget sparas")).to_be_visible()
    width = frame.locator("html").evaluate("(html) => [window.innerWidth, html.scrollWidth]")
    assert (width[0], width[1] <= width[0]) == (PHONE, True)
    assert not Attempt.objects.exists()
