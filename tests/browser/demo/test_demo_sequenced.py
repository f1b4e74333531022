"""Our own SCORM 2004 package of several chapters, played through by the player as the server delivers it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Frame

from content_import.packages.actions import ImportPackage
from demo.build_packages import build_package
from demo.catalogues.modules import module, modules
from lms.attempts.models import Attempt, PackageAttempt, ScoState
from lms.runtimes.scorm.replay.actions import rebuild_attempt
from tests.conformance.stage import Stage
from tests.unit.demo.answers import right_answers

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.headless_shell]

SEQUENCED = [each.slug for each in modules() if each.standard.is_2004 and len(each.course("sv").chapters) > 1]


def take(frame: Frame, answers: list[list[str]]) -> None:
    """Go through a chapter, answering each question, and end it."""
    remaining = iter(answers)
    frame.locator("[data-buttons]").wait_for()
    while not frame.get_by_role("button", name="Klar", exact=True).is_visible():
        if frame.get_by_role("button", name="Svara", exact=True).is_visible():
            for text in next(remaining):
                frame.get_by_label(text, exact=True).check()
            frame.get_by_role("button", name="Svara", exact=True).click()
        frame.get_by_role("button", name="Nästa", exact=True).click()
    frame.get_by_role("button", name="Klar", exact=True).click()


@pytest.mark.parametrize("slug", SEQUENCED)
def test_demo_module_of_several_chapters_is_completed_by_its_sequencing(
    site: str, phone: BrowserContext, tmp_path: Path, slug: str
) -> None:
    archive = build_package(module(slug), language="sv", out=tmp_path)
    stage = Stage(phone, site, ImportPackage(archive=archive, title=slug, by=None).run(), content_plays=True)
    answers, chapters = iter(right_answers(slug)), module(slug).course("sv").chapters
    stage.launch()
    for number, chapter in enumerate(chapters):
        stage.wait_for_item(f"item-{chapter.id}")
        take(stage.content(), [next(answers) for _question in chapter.questions])
        if number == 0:
            # The tab is closed between two chapters.
            stage.pause(1)
            stage.kill()
            stage.launch()
        # Else the chapter asks for the next one by itself.
    stage.leave()

    states = ScoState.objects.values_list("completion_status", flat=True)
    assert list(states) == ["completed"] * len(chapters)
    assert PackageAttempt.objects.get().completion_status == "completed"
    attempt = Attempt.objects.get()
    assert attempt.completion is not None
    assert rebuild_attempt(attempt).differences == ()
