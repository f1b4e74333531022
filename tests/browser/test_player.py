"""A package played in a real browser: begun, cut off, taken up elsewhere, finished."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, FrameLocator, Page, expect

from lms.people.models import Person
from lms.records.models import Completion
from lms.tracking.actions import start_attempt
from lms.tracking.models import Attempt, ScoState
from tests.factories.packages import make_package
from tests.factories.people import PersonFactory
from tests.factories.tracking import make_module

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def learner() -> Person:
    return PersonFactory(first_name="Amina", last_name="Exempel")


def sign_in(context: BrowserContext, person: Person, site: str) -> None:
    client = Client()
    client.force_login(person)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}
    context.add_cookies([cookie])


def begin(person: Person, *steps: Any) -> Attempt:
    version = make_module(*steps)
    return start_attempt(person=person, module_version=version, by=person)


def play(page: Page, site: str, attempt: Attempt) -> FrameLocator:
    """Open the attempt's page; return the content's frame, once it shows itself."""
    page.goto(f"{site}/lar/{attempt.uuid}/")
    content = shell(page).frame_locator("#content")
    expect(content.locator("h1")).to_be_visible()
    return content


def shell(page: Page) -> FrameLocator:
    return page.frame_locator(".player__frame")


def saved(page: Page) -> None:
    expect(shell(page).locator("#save")).to_have_text("Sparat")


def test_package_played_on_a_phone_is_taken_up_on_another_device_and_finished(
    site: str, phone: BrowserContext, chromium: Any, learner: Person
) -> None:
    attempt = begin(learner, make_package(title="Handhygien"))
    sign_in(phone, learner, site)
    page = phone.new_page()
    content = play(page, site, attempt)
    content.get_by_role("button", name="Spara").click()
    content.get_by_role("button", name="Spara").click()
    saved(page)
    phone.close()

    computer = chromium.new_context(locale="sv-SE")
    sign_in(computer, learner, site)
    page = computer.new_page()
    content = play(page, site, attempt)
    expect(content.locator("#bookmark")).to_have_text("sida-2")
    expect(content.locator("#entry")).to_have_text("resume")
    content.get_by_role("button", name="Godkänd").click()
    page.get_by_role("button", name="Se hur det gick").click()
    page.wait_for_url("**/resultat/")
    computer.close()

    completion = Completion.objects.get()
    assert (completion.attempt_uuid, completion.score) == (attempt.uuid, 0.9)
    state = ScoState.objects.get()
    assert state.cmi["suspend_data"] == "läge 2"
    assert (state.completion_status, state.success_status) == ("completed", "passed")
