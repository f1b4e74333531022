"""Pages of a PDF become steps by headings, by page or by number, and what can't be read is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import translation

from tests.factories.material.pdf import make_document, make_locked_pdf
from tests.unit.content_import.material.test_planning import plan_of

TEXT = "Så här gör vi när någon ska förflyttas. " * 5
DRAWING = "#box(stroke: 1pt)[·] " * 50


def test_pages_are_grouped_by_bookmarks() -> None:
    plan = plan_of(make_document(TEXT, f"{TEXT}#pagebreak(){TEXT}", TEXT, headings=True))

    assert [step.title for step in plan.steps] == ["Rubrik 1", "Rubrik 2", "Rubrik 3"]
    assert [len(step.values["content"]) for step in plan.steps] == [2, 4, 2]
    assert [asset.key for asset in plan.assets] == ["0", "1", "2", "3"]


def test_wide_pages_are_slides_and_others_five_at_a_time() -> None:
    with translation.override("en"):
        slides = plan_of(make_document("Första", "Andra", wide=True))
        pages = plan_of(make_document(*[TEXT * 3] * 7))

    assert [step.title for step in slides.steps] == ["Första", "Andra"]
    assert [len(step.values["content"]) for step in pages.steps] == [10, 4]
    assert pages.steps[1].title == "Pages 6–7"


def test_page_of_text_is_decorative_and_one_with_a_drawing_is_described() -> None:
    content = plan_of(make_document(TEXT, f"{TEXT}\n{DRAWING}")).steps[0].values["content"]

    pictures = [block["value"]["image"] for block in content if block["type"] == "picture"]
    assert [(image["decorative"], image["alt_text"]) for image in pictures] == [(True, ""), (False, "")]
    assert content[1]["value"].startswith("<p>Så här gör vi när någon ska förflyttas. Så här")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (make_locked_pdf, "locked with a password"),
        (lambda: b"%PDF-1.7\n" + b"\xff" * 5_000, "can't be read"),
    ],
)
def test_pdf_is_refused_with_what_to_do(content: Callable[[], bytes], sentence: str) -> None:
    with translation.override("en"):
        plan = plan_of(content(), "rutin.pdf")

    assert plan.steps == ()
    assert sentence in plan.problems[0]
