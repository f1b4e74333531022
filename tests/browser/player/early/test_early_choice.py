"""A choice made while the page's script is on its way, on a slow phone, is not lost."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, expect

from people.models import Person
from tests.browser.player.early.test_early_presses import Gate
from tests.browser.player_pages import sign_in
from tests.factories.courses import make_site

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.headless_shell,
]


def test_filter_chosen_before_the_script_runs_is_sent_by_itself(
    site: str, phone: BrowserContext, learner: Person
) -> None:
    make_site()
    sign_in(phone, learner, site)
    script = Gate(phone, "**/js/frame*.js")
    page = phone.new_page()
    page.goto(f"{site}/sok/?q=handhygien", wait_until="commit")

    page.get_by_label("Visa").select_option(label="Utbildningar")
    script.open()

    expect(page).to_have_url(re.compile("kind=utbildningar"))
    expect(page.get_by_label("Visa")).to_have_value("utbildningar")
