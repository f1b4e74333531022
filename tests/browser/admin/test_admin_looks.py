"""Our pages in the Wagtail admin: nothing that axe finds, light and dark, on a phone and at a desk."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.admin.admin_pages import make_admin_pages
from tests.browser.axe import violations
from tests.browser.look_pages import sign_in
from tests.factories.people import PersonFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.headless_shell]

#: the menu and the header around it are Wagtail's own
OURS = {"include": [["main"]], "exclude": [["main > header"], [".w-slim-header"]]}


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_admin_pages_have_no_fault_that_axe_finds(
    site: str, phone: BrowserContext, settings: Any, scheme: Any, width: int
) -> None:
    settings.XAPI_ENDPOINT = "https://lrs.example.se/xapi"
    pages = make_admin_pages()
    sign_in(phone, PersonFactory(is_superuser=True), site)
    page = phone.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    faults = {}
    for name, path in pages.items():
        answer = page.goto(f"{site}{path}")
        assert answer is not None
        assert answer.status == 200
        faults[name] = violations(page, OURS)

    assert {name: found for name, found in faults.items() if found} == {}
