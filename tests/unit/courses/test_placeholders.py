"""Texts of templates: where they are found in stored values, and how they are marked in fields."""

from __future__ import annotations

import pytest
from wagtail.blocks.struct_block import StructBlockValidationError

from courses.steps.placeholders import placeholder, placeholders_in
from courses.steps.screen import ScreenStep
from tests.factories.steps.content import content
from tests.factories.steps.questions import listed, option, question, screen, text


def test_placeholders_are_found_in_nested_values_without_tags() -> None:
    stored = {
        "title": "Klart",
        "content": [text("<p>✎ Vem gäller det &amp; varför?</p><p>Mitt eget.</p>"), text("<p>Klart</p>")],
        "points": listed(placeholder("Det första"), "Mitt eget"),
        "film": None,
    }

    assert list(placeholders_in(stored)) == ["Vem gäller det & varför?", "Det första"]


def raw_errors(refusal: StructBlockValidationError) -> object:
    """Return the errors as the editor gets them, by the place of each field."""
    return refusal.as_json_data()["blockErrors"]


@pytest.mark.parametrize("is_draft", [True, False])
def test_placeholder_is_marked_at_its_own_field_unless_it_is_a_draft(is_draft: bool) -> None:
    options = listed(option("✎ Det rätta svaret", is_right=True), option("Ett annat"))
    posed = question("single_choice", "Vad gör du först?", options=options, is_shuffled=True)
    _kind, values = screen(
        text("<p>Mitt eget.</p>"), content("quote", {"text": "✎ Citat", "source": ""}), posed
    )
    block = ScreenStep()
    if is_draft:
        block.defer_required_validation()
    value = block.to_python(values)

    if is_draft:
        cleaned = block.clean(value)
        block.restore_deferred_validation()  # the blocks of its fields are those of the class
        assert cleaned["title"] == "Rena händer"
        return
    with pytest.raises(StructBlockValidationError) as refusal:
        block.clean(value)

    marked = raw_errors(refusal.value)["content"]["blockErrors"]
    assert marked.keys() == {1, 2}
    assert marked[1]["blockErrors"].keys() == {"text"}
    assert marked[2]["blockErrors"]["options"]["blockErrors"].keys() == {0}


def test_missing_value_and_placeholder_of_a_step_are_marked_together() -> None:
    block = ScreenStep()

    with pytest.raises(StructBlockValidationError) as refusal:
        block.clean(block.to_python({"title": "", "content": [text("<p>✎ Skriv</p>")]}))

    assert raw_errors(refusal.value).keys() == {"title", "content"}
