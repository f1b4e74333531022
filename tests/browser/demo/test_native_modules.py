"""The native demo modules, taken on a phone from the first step to the result."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect

from demo.building.native import native_steps
from demo.catalogues.modules import DemoModule, modules
from demo.catalogues.source import Form, Language
from demo.seeding.native.layers import seed_variables
from demo.seeding.native.steps import stored_steps
from lms.records.models import Completion
from people.models import Person
from tests.browser.axe import violations
from tests.browser.conftest import PHONE
from tests.browser.demo.native_answers import take_step
from tests.browser.player_pages import sign_in
from tests.factories.courses import make_module_page
from tests.integration.runtimes.native.learner import Learner

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.headless_shell]

NATIVE = [each for each in modules() if each.form is Form.NATIVE]


@pytest.mark.parametrize("demo_module", NATIVE, ids=[each.slug for each in NATIVE])
def test_native_module_is_taken_to_its_end_on_a_phone(
    site: str, phone: BrowserContext, learner: Person, demo_module: DemoModule
) -> None:
    seed_variables()
    steps = stored_steps(demo_module, Language.SWEDISH, by=learner)
    module_page = make_module_page(demo_module.title.sv, slug=demo_module.slug, steps=steps)
    attempt = Learner.starts(module_page, learner)
    sign_in(phone, learner, site)
    page = phone.new_page()
    wide: list[str] = []
    found: dict[str, list[str]] = {}
    page.goto(f"{site}{attempt.url()}")
    for step in native_steps(demo_module, Language.SWEDISH):
        take_step(page, step)
        if page.evaluate("document.documentElement.scrollWidth") > PHONE["width"]:
            wide.append(step["title"])
        if step["id"] in {"kontroll", "samtal-vid-dorren", "for-tungt", "isberget"}:
            found[step["title"]] = violations(page)
        page.get_by_role("link", name="Nästa").or_(page.get_by_role("button", name="Nästa")).click()

    expect(page).to_have_url(f"{site}/lar/{attempt.attempt.pk}/resultat/")
    assert Completion.objects.filter(person=learner).count() == 1
    assert wide == []
    assert [titles for titles, violated in found.items() if violated] == []
