"""Each text of each kind of step, content and question is translated, or is listed here."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.strings import StringValue

from courses.languages.drafts import merged_steps
from courses.languages.leaves import Leaf, leaves_of
from courses.languages.segments import segments_of, with_segments
from courses.models import ModulePage
from courses.steps.types import step_types

#: texts that are the same in all languages, and why
KEPT_TEXTS = {
    ("conversation", "name"),  # learners do not see it; choices lead to it
    ("conversation", "leads_to"),  # the name of a scene
}
#: classes of values that are no texts; answers, points and orders are among them
VALUES = (
    blocks.BooleanBlock,
    blocks.ChoiceBlock,
    blocks.IntegerBlock,
    blocks.DecimalBlock,
    blocks.ChooserBlock,
)
#: of these a translation may have others: another film has other times, another language its own files
MAY_DIFFER = {
    *("ClockBlock", "DocumentChooserBlock", "ImageChooserBlock"),
    *("RecordingChooserBlock", "SnippetChooserBlock"),
}


def filled(block: blocks.Block, numbers: Iterator[int]) -> Any:
    """Return stored values of a block with one of each kind of child, and a text of its own in each place."""
    number = next(numbers)
    if isinstance(block, TypedTableBlock):
        columns = [{"type": name, "heading": f"Rubrik {next(numbers)}"} for name in block.child_blocks]
        cells = [filled(child, numbers) for child in block.child_blocks.values()]
        return {"columns": columns, "rows": [{"values": cells}], "caption": f"Tabell {number}"}
    if isinstance(block, blocks.StructBlock):
        return {name: filled(child, numbers) for name, child in block.child_blocks.items()}
    if isinstance(block, blocks.StreamBlock):
        return [
            {"type": name, "id": f"{name}-{number}", "value": filled(child, numbers)}
            for name, child in block.child_blocks.items()
        ]
    if isinstance(block, blocks.ListBlock):
        return [filled(block.child_block, numbers)]  # without an id, as lists were stored before
    if isinstance(block, blocks.RichTextBlock):
        return f"<p>Vård {number}</p>"
    return f"Text {number}" if isinstance(block, blocks.CharBlock | blocks.TextBlock) else 1


def steps_block() -> Any:
    field: Any = ModulePage._meta.get_field("steps")
    return field.stream_block


def all_steps() -> list[dict[str, Any]]:
    numbers = count(1)
    return [
        {"type": kind, "id": f"step-{kind}", "value": filled(block, numbers)}
        for kind, block in step_types.items()
    ]


def strings_in(leaf: Leaf) -> str:
    return str(leaf.value).removeprefix("<p>").removesuffix("</p>")


def test_every_text_of_every_kind_is_translated_or_listed() -> None:
    stored = all_steps()
    leaves = list(leaves_of(steps_block(), stored))
    texts = [leaf for leaf in leaves if not isinstance(leaf.value, int)]

    offered = [
        (segment.path, segment.string.data)
        for segment in segments_of(steps_block(), stored)
        if isinstance(segment, StringSegmentValue)
    ]

    kept = [leaf for leaf in texts if (leaf.path, strings_in(leaf)) not in offered]
    kinds = {step["id"]: step["type"] for step in stored}
    assert {(kinds[leaf.path.split(".")[0]], leaf.block.name) for leaf in kept} == KEPT_TEXTS
    assert sorted(offered) == sorted((leaf.path, strings_in(leaf)) for leaf in texts if leaf not in kept)
    assert len(set(offered)) == len(offered) > 100


def test_every_other_value_is_of_a_known_class() -> None:
    values = [leaf for leaf in leaves_of(steps_block(), all_steps()) if isinstance(leaf.value, int)]

    unknown = {type(leaf.block).__name__ for leaf in values if not isinstance(leaf.block, VALUES)}

    assert unknown == {"ClockBlock"}
    assert {type(leaf.block).__name__ for leaf in values if leaf.may_differ} == MAY_DIFFER


def translated(stored: Any) -> Any:
    segments = list(segments_of(steps_block(), stored))
    for index, segment in enumerate(segments, start=1):
        segment.order = index
        if isinstance(segment, StringSegmentValue):
            segment.string = StringValue(f"EN {segment.string.data}")
    return with_segments(steps_block(), stored, segments)


def test_translated_steps_have_the_ids_and_answers_of_the_original() -> None:
    stored = all_steps()

    result = translated(stored)

    before, after = list(leaves_of(steps_block(), stored)), list(leaves_of(steps_block(), result))
    assert [leaf.path for leaf in after] == [leaf.path for leaf in before]
    for old, new in zip(before, after, strict=True):
        if old.is_text:
            assert strings_in(old) in new.value
            assert "EN " in new.value
        else:
            assert new.value == old.value


def test_draft_keeps_its_own_files_and_steps_and_no_other_values() -> None:
    block = steps_block()
    film = {"title": "Film", "film": 1, "captions": 5, "stops": [], "chapters": [], "summary": ""}
    check = {"title": "Prov", "items": [], "pass_percent": 80, "tries": 2}
    base = [{"type": "film", "id": "a", "value": film}, {"type": "check", "id": "b", "value": check}]
    own = [
        {"type": "film", "id": "a", "value": {**film, "captions": 7}},
        {"type": "text", "id": "own", "value": {"title": "Only here", "body": ""}},
        {"type": "check", "id": "b", "value": {**check, "pass_percent": 10}},
    ]
    now = [
        {"type": "check", "id": "b", "value": {**check, "pass_percent": 90}},
        {"type": "film", "id": "a", "value": {**film, "film": 2}},
    ]

    merged = merged_steps(block, now, own, base)

    assert [step["id"] for step in merged] == ["b", "a", "own"]
    assert merged[0]["value"]["pass_percent"] == 90
    assert (merged[1]["value"]["film"], merged[1]["value"]["captions"]) == (2, 7)
