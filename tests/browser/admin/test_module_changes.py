"""A trainer corrects a text by keyboard on a phone; the learner in the middle of it sees the correction."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from courses.models import ModulePage
from lms.attempts.actions.attempts import start_attempt
from lms.attempts.models import Attempt
from people.models import Person
from tests.browser.look_pages import sign_in
from tests.factories.courses import make_module_page
from tests.factories.people import PersonFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.headless_shell]


def make_changed_module(learner: Person) -> ModulePage:
    """Return a module that the learner is in the middle of, with a draft of another text."""
    step = ("text", {"title": "Händer på ö", "body": "<p>Sprita i tio sekunder.</p>"})
    module = make_module_page("Basala hygienrutiner", slug="hygien", steps=[step])
    start_attempt(person=learner, module_version=module.module.versions.get(), by=learner)
    raw = [dict(block) for block in module.steps.raw_data]
    raw[0]["value"] = {**step[1], "body": "<p>Sprita i trettio sekunder.</p>"}
    module.steps = module.steps.stream_block.to_python(raw)
    module.save_revision()
    return module


def test_correction_chosen_by_keyboard_on_a_phone_reaches_the_learner(
    page: Page, phone: Any, site: str, learner: Person
) -> None:
    module = make_changed_module(learner)
    sign_in(phone, PersonFactory(is_superuser=True), site)
    page.goto(site + reverse("publish_change", args=[module.pk]))
    expect(page.get_by_text("1 person är mitt i.")).to_be_visible()
    main = page.locator("main")
    assert main.evaluate("(element) => element.scrollWidth <= element.clientWidth")

    page.get_by_role("radio", name="En rättelse – syns för alla nu").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Publicera").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text("1 person som är mitt i ser den nu.")).to_be_visible()
    sign_in(phone, learner, site)
    attempt = Attempt.objects.get()
    page.goto(site + reverse("tracking:step", args=[attempt.pk, attempt.module_version.steps[0]["id"]]))
    expect(page.get_by_text("Sprita i trettio sekunder.")).to_be_visible()


def test_last_day_is_shown_when_the_module_shall_be_done_again(
    page: Page, phone: Any, site: str, learner: Person
) -> None:
    module = make_changed_module(learner)
    sign_in(phone, PersonFactory(is_superuser=True), site)

    page.goto(site + reverse("publish_change", args=[module.pk]))
    day = page.get_by_label("Sista dagen det gäller")

    expect(day).to_be_hidden()
    page.get_by_role("radio", name="ska göra om den").check()
    expect(day).to_be_visible()
