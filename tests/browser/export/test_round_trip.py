"""An exported module, imported here and played to completion."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, FrameLocator, Page, Request, expect

from content_import.packages.actions import ImportPackage
from courses.models import Package
from lms.attempts.models import ScoState
from lms.export.enums import ExportFormat
from lms.h5p.models import H5PLibrary
from lms.records.models import Completion
from people.models import Person
from scorm.data_model.interactions import read_interactions
from tests.browser.axe import violations
from tests.browser.player_pages import begin, saved, shell, sign_in
from tests.factories.courses import make_module_page
from tests.factories.h5p.archives import install, make_h5p_package
from tests.factories.packages import approve
from tests.factories.steps.exports import QUESTIONS, exported, exported_page
from tests.factories.steps.questions import key

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.headless_shell]

RIGHT = {
    "single_choice": ["Före och efter varje patient"],
    "multiple_choice": ["Handsprit", "Kortärmat"],
    "true_false": ["Falskt"],
    "hotspot": ["Dörrhandtaget"],
}
PARTNERS = {"Handsprit": "Före och efter", "Handskar": "Vid kroppsvätskor", "Förkläde": "Vid nära kontakt"}


def plays_h5p(site: str, page: Page, learner: Person, kind: ExportFormat, folder: Path) -> Package:
    """Answer the question of an exported module of H5P content; return the package as it was imported."""
    install(folder)
    source = make_module_page("Fall", slug="fall", package=make_h5p_package(folder))
    archive = exported(source, kind)
    H5PLibrary.objects.all().delete()  # what plays is in the package
    package = approve(ImportPackage(archive=archive, title="", by=None).run())
    attempt = begin(learner, package)
    page.goto(f"{site}/lar/{attempt.uuid}/")
    content = shell(page).frame_locator("#content")
    content.get_by_label("Lyfter upp honom").check()
    content.get_by_role("button", name="Svara").click()
    expect(content.get_by_role("button", name="Svara")).to_be_disabled()
    saved(page)
    page.reload()
    content = shell(page).frame_locator("#content")
    expect(content.get_by_label("Lyfter upp honom")).to_be_checked()
    state = ScoState.objects.get(package_attempt__attempt=attempt)
    [interaction] = read_interactions(state.cmi, kind.standard)
    assert (state.completion_status, state.score_scaled) == ("completed", 0.0)
    assert (interaction.identifier, interaction.result) == ("h5p", "incorrect")
    return package


def press(content: FrameLocator, name: str) -> None:
    content.get_by_role("button", name=name, exact=True).locator("visible=true").click()


def answer(content: FrameLocator, kind: str, question: dict[str, Any]) -> None:
    """Give the right answer to a question of a screen, and wait for its feedback."""
    section = content.locator(f"#q-{question['id']}")
    for text in RIGHT.get(kind, ()):
        section.get_by_label(text).first.check()
    match kind:
        case "number":
            section.locator("input").fill("2,5 ml")
        case "match":
            for text, partner in PARTNERS.items():
                section.get_by_label(text, exact=True).select_option(label=partner)
        case "gap_text":
            for field, text in zip(section.locator("input").all(), ("minst 30", "papper"), strict=True):
                field.fill(text)
        case "order":
            _put_in_order(section, ["Sprita händerna", "Ta på handskar", "Hjälp personen", "Ta av handskar"])
    section.get_by_role("button", name="Svara", exact=True).click()
    expect(section.locator(".question__feedback")).to_be_visible()


def _put_in_order(section: Any, texts: list[str]) -> None:
    for place, text in enumerate(texts):
        label = f"Flytta upp: {text}"
        button = section.get_by_role("button", name=label)
        while section.locator(".order__text").all_inner_texts().index(text) > place:
            button.click()


def take(content: FrameLocator) -> None:
    """Take the module from the screen to its result; the conversation goes well."""
    press(content, "Nästa")
    for kind, question in QUESTIONS.items():
        answer(content, kind, question)
    expect(content.locator(".question--wrong")).to_have_count(0)
    press(content, "Nästa")


@pytest.mark.parametrize("kind", [ExportFormat.SCORM_12, ExportFormat.SCORM_2004])
def test_exported_module_is_imported_and_played_to_completion(
    site: str, phone: BrowserContext, learner: Person, kind: ExportFormat, tmp_path: Path
) -> None:
    archive = exported(exported_page(), kind)
    package = approve(ImportPackage(archive=archive, title="", by=None).run())
    requested: list[str] = []
    phone.on("request", lambda request: requested.append(_host(request)))
    attempt = begin(learner, package)
    sign_in(phone, learner, site)
    page = phone.new_page()
    page.goto(f"{site}/lar/{attempt.uuid}/")
    content = shell(page).frame_locator("#content")
    take(content)
    saved(page)
    axe = violations(page)

    page.reload()  # another day
    content = shell(page).frame_locator("#content")
    expect(content.get_by_role("heading", level=1, name="Kunskapskontroll")).to_be_visible()
    wrong = content.locator("article:visible .question:visible")
    wrong.get_by_text("Sant").or_(wrong.get_by_text("Bara på morgonen")).first.click()
    press(content, "Lämna in")
    expect(content.get_by_text("Krävs för att klara den: 80 %")).to_be_visible()
    press(content, "Försök igen")
    wrong.get_by_text("Falskt").or_(wrong.get_by_text("Före och efter varje patient")).first.click()
    press(content, "Lämna in")
    expect(content.locator(".check-result--passed")).to_be_visible()
    press(content, "Nästa")
    for text in ("Lyssna", "Berätta"):
        content.get_by_label(text, exact=True).check()
        press(content, "Säg det")
    expect(content.get_by_text("Hon tackar.")).to_be_visible()
    press(content, "Nästa")
    expect(content.get_by_role("heading", level=1, name="Klart. Bra gjort!")).to_be_visible()
    saved(page)

    completion = Completion.objects.get()
    assert (completion.attempt_uuid, completion.score) == (attempt.uuid, 1.0)
    state = ScoState.objects.get()
    assert (state.completion_status, state.success_status) == ("completed", "passed")
    interactions = read_interactions(state.cmi, kind.standard)
    results = {each.identifier: each.result for each in interactions}
    assert len(interactions) == len(QUESTIONS) + 4
    assert {results[question["id"]] for question in QUESTIONS.values()} == {"correct", "neutral"}
    assert results[key("Dottern ringer och är orolig.")] == "correct"
    assert axe == []
    played = plays_h5p(site, page, learner, kind, tmp_path)
    hosts = {f"p-{each.label}.narlara.localhost" for each in (package, played)}
    assert set(requested) <= {"narlara.localhost", *hosts}


def _host(request: Request) -> str:
    return urlsplit(request.url).hostname or ""
