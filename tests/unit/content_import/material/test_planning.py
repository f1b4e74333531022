"""Files are recognised by their content, and their plans have all steps and all problems."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.base import ContentFile
from django.utils import translation

from content_import.material.kinds import FilePlan, material_kind, recognise
from content_import.material.upload import Upload
from content_import.material_kinds.values import pictures_without_alternative
from tests.factories.files.pictures import make_bomb, make_photo
from tests.factories.material import office
from tests.factories.packages import archive


def plan_of(content: bytes, name: str = "okänt") -> FilePlan:
    upload = Upload(name, ContentFile(content, name=name))
    kind = recognise(upload)
    assert kind is not None
    return kind.plan(upload, [upload])


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (office.make_presentation, "presentation"),
        (office.make_word, "word"),
        (lambda: "# Å\n\nText.".encode(), "markdown"),
        (lambda: ("å" * 5_000).encode(), "markdown"),
        (make_photo, "picture"),
        (lambda: make_photo(kind="PNG"), "picture"),
        (office.make_locked_office_file, "refused"),
        (lambda: b'<?xml version="1.0"?><svg onload="alert(1)"/>', "refused"),
        (lambda: b"<!doctype html><p>a", "refused"),
    ],
)
def test_file_is_recognised_by_its_content(content: Callable[[], bytes], kind: str) -> None:
    found = recognise(Upload("fel.xyz", ContentFile(content(), name="fel.xyz")))

    assert found is material_kind(kind)


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"MZ\x90\x00\xff\xfe", b"PK\x03\x04trasig"])
def test_unknown_file_is_of_no_kind(content: bytes) -> None:
    assert recognise(Upload("a.pptx", ContentFile(content, name="a.pptx"))) is None


def test_slides_become_steps_with_text_notes_pictures_and_tables() -> None:
    with translation.override("en"):
        plan = plan_of(office.make_presentation(), "lyft.pptx")

    assert plan.problems == []
    assert [step.title for step in plan.steps] == ["Förflyttning på Åsgården", "Bild på lyften", "Siffror"]
    text, notes = plan.steps[0].values["content"]
    assert text["value"] == (
        "<ul><li>Planera före lyftet<ul><li>Fråga om smärta</li></ul></li>"
        "<li><b>Använd &lt;glidlakan&gt;</b></li></ul>"
    )
    assert notes["value"]["items"][0]["value"]["text"] == "<p>Berätta om åldern.</p><p>Visa själv.</p>"
    first, second, table = plan.steps[1].values["content"]
    assert first["value"]["image"]["alt_text"] == ""
    assert second["value"]["image"]["alt_text"] == "En lyft i taket"
    assert pictures_without_alternative(plan.steps[1].values) == 1
    assert table["value"]["rows"] == [{"values": ["Ö2", "Ö3"]}]
    assert len(plan.assets) == 2  # the same file, once whole and once cropped
    assert plan.steps[2].values["body"] == "<p>Siffror</p>"
    assert plan.notices == [
        "Slide 3 shows a chart, which is not taken in. Add it in the editor.",
        "1 hidden slide is left out.",
        "Pictures of whole slides need LibreOffice, which is not installed on the server.",
    ]


def test_word_document_is_divided_at_headings_without_unsafe_links() -> None:
    plan = plan_of(office.make_word(), "hygien.docx")

    assert (plan.title, plan.problems) == ("Basal hygien", [])
    assert [step.title for step in plan.steps] == ["Basal hygien", "Händer", "Kläder"]
    assert plan.steps[1].values["body"] == "<p>Sprita &amp; vänta.</p><p>Läs mer på ö</p>"
    picture, table = plan.steps[2].values["content"]
    assert picture["value"]["image"]["alt_text"] == "Kortärmad arbetsdräkt"
    assert [column["heading"] for column in table["value"]["columns"]] == ["När", "Vad"]


def test_markdown_shows_tags_as_text() -> None:
    plan = plan_of("# Å\n\nEn *kursiv* <script>alert(1)</script>\n\n# Ö\n\n- [a](javascript:b)\n".encode())

    assert [step.values["body"] for step in plan.steps] == [
        "<p>En <i>kursiv</i> &lt;script&gt;alert(1)&lt;/script&gt;</p>",
        "<ul><li>[a](javascript:b)</li></ul>",
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (office.make_macro_presentation, "has macros"),
        (office.make_inflating_presentation, "grows to more than"),
        (office.make_presentation_with_huge_picture, "30000 × 30000 pixels"),
        (lambda: make_bomb(30_000, 30_000), "30000 × 30000 pixels"),
        (office.make_locked_office_file, "locked with a password"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 900, "old format"),
        (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>a()</script></svg>', "drawing (SVG)"),
        (lambda: office.make_word(office.paragraph("")), "has no text"),
        (lambda: office.with_members(archive().getvalue(), {"cmi5.xml": b"<a/>"}), "cmi5"),
        (lambda: office.with_members(office.make_word(), {"../utanför": b"a"}), "leads out"),
    ],
)
def test_file_is_refused_with_what_to_do(content: Callable[[], bytes], sentence: str) -> None:
    with translation.override("en"):
        plan = plan_of(content(), "fil.pptx")

    assert plan.steps == () or plan.steps == [] or len(plan.problems) > 0
    assert any(sentence in problem for problem in plan.problems), plan.problems
