"""Texts of stored steps as segments of wagtail-localize, and steps with translated texts.

wagtail-localize reads the blocks that it has classes for, and misses tables, pictures that are optional and
lists that were stored without ids. These functions read stored values by the kinds of block instead, so that
a new kind of step or question has its texts translated without a line of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from wagtail import blocks
from wagtail_localize.segments import StringSegmentValue, TemplateSegmentValue
from wagtail_localize.segments.ingest import organise_template_segments
from wagtail_localize.strings import extract_strings, restore_strings

from courses.languages.leaves import Leaf, leaves_of, replaced

Segment: TypeAlias = StringSegmentValue | TemplateSegmentValue


def segments_of(block: blocks.StreamBlock, stored: Any) -> Iterator[Segment]:
    """Yield the segments of all texts in a stored stream that are not empty."""
    for leaf in leaves_of(block, stored):
        if leaf.is_text and leaf.value:
            yield from _segments_of_text(leaf)


def _segments_of_text(leaf: Leaf) -> Iterator[Segment]:
    if not isinstance(leaf.block, blocks.RichTextBlock):
        yield StringSegmentValue(leaf.path, leaf.value.replace("\r\n", "\n"))
        return
    template, strings = extract_strings(leaf.value)
    if strings:
        yield TemplateSegmentValue(leaf.path, "html", template, len(strings))
    for string, attrs in strings:
        yield StringSegmentValue(leaf.path, string, attrs=attrs)


def with_segments(block: blocks.StreamBlock, stored: Any, segments: Iterable[Segment]) -> Any:
    """Return the stored stream with the texts of `segments` in their places."""
    by_path: dict[str, list[Segment]] = defaultdict(list)
    for segment in segments:
        by_path[segment.path].append(segment)
    return replaced(block, stored, lambda leaf: _restored(leaf, by_path))


def _restored(leaf: Leaf, by_path: Mapping[str, list[Segment]]) -> Any:
    segments = by_path.get(leaf.path)
    if not segments or not leaf.is_text or not leaf.value:
        return leaf.value
    if not isinstance(leaf.block, blocks.RichTextBlock):
        return segments[0].render_text()
    _format, template, strings = organise_template_segments(segments)
    return permitted_html(restore_strings(template, strings), leaf.block.field.widget)


def permitted_html(html: str, widget: Any) -> str:
    """Return rich text with the tags and attributes that its `widget` in the editor can make."""
    converter = widget.converter
    text: str = converter.to_database_format(converter.from_database_format(html))
    return text
