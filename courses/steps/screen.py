"""The step type of a screen: texts, pictures and questions below each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks.struct_block import StructValue

from courses.content.kinds import content_blocks
from courses.content.texts import PlainTextBlock
from courses.questions.block_ids import IdentifiedStreamBlock
from courses.questions.kinds import QUESTION_KINDS, QUESTION_SCRIPTS, question_blocks
from courses.steps.native import NativeStep, Question, children_of
from courses.steps.stored import without_block_keys
from courses.steps.types import register_step_type

#: the name of private reflections in the stream
REFLECTION = "reflection"


class ScreenContentBlock(IdentifiedStreamBlock):
    """The content of a screen."""

    def __init__(self, **kwargs: Any) -> None:
        grouped = [(name, block, _("Content")) for name, block in content_blocks()]
        grouped += [(name, block, _("Questions")) for name, block in question_blocks()]
        for _name, block, group in grouped:
            block.meta.group = group
        super().__init__([(name, block) for name, block, _group in grouped], **kwargs)


@register_step_type
class ScreenStep(NativeStep):
    """A step of texts, pictures, facts and questions."""

    kind = "screen"
    outline_label = _("To read and answer")
    outline_icon = "file-text"
    may_be_local = True
    scripts = ("js/media.js", "js/reflection.js", *QUESTION_SCRIPTS)

    content = ScreenContentBlock(label=_("Content"))
    plain = PlainTextBlock()

    def questions(self, value: StructValue) -> list[Question]:
        return [Question.of(child) for child in value["content"] if child.block_type in QUESTION_KINDS]

    def open_texts(self, value: StructValue) -> Iterator[str]:
        for child in value["content"]:
            if child.block_type in QUESTION_KINDS:
                yield child.value["prompt"]
            else:
                yield from child.block.get_searchable_content(child.value)
        yield from filter(None, self.child_blocks["plain"].get_searchable_content(value["plain"]))

    def reflections(self, value: StructValue) -> dict[str, str]:
        return {
            child.id: child.value["prompt"] for child in value["content"] if child.block_type == REFLECTION
        }

    def interactive_values(self, stored: Mapping[str, Any]) -> Any:
        questions = list(children_of(stored["content"], QUESTION_KINDS))
        return without_block_keys(questions) if questions else None

    class Meta:
        label = _("Page with text, pictures and questions")
        icon = "doc-full-inverse"
        template = "courses/steps/screen.html"
