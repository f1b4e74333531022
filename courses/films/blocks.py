"""Blocks of what happens at times in a film: chapters and questions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorList
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError, ListValue
from wagtail.blocks.stream_block import StreamBlockValidationError, StreamValue
from wagtail.blocks.struct_block import StructBlockValidationError, StructValue
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.documents.models import AbstractDocument

from courses.films.languages import CAPTION_LANGUAGES, language_name
from courses.questions.base import QuestionBlock
from courses.questions.block_ids import IdentifiedStreamBlock
from courses.questions.kinds import question_blocks
from courses.seminars.fields import ClockField
from courses.seminars.transcript import clock

#: the name of the field with the time
AT = "at"


class ClockBlock(blocks.FieldBlock):
    """A time in a recording in whole seconds, edited as 12:04."""

    #: a film in another language has other times
    may_differ = True

    def __init__(self, required: bool = True, help_text: Any = None, **kwargs: Any) -> None:
        self.field = ClockField(
            required=required, help_text=help_text, widget=forms.TextInput({"placeholder": "0:00"})
        )
        super().__init__(**kwargs)

    def get_searchable_content(self, value: int | None) -> list[str]:
        """Return the time as text, by which versions are compared; steps are not found by it."""
        return [] if value is None else [clock(value)]

    class Meta:
        icon = "time"
        default = None


class ChapterBlock(blocks.StructBlock):
    """A chapter of a film: where it begins and its title."""

    at = ClockBlock(label=gettext_lazy("Begins at"))
    title = blocks.CharBlock(label=gettext_lazy("Title"), max_length=80)

    class Meta:
        label = gettext_lazy("Chapter")
        icon = "list-ol"


class ChaptersBlock(blocks.ListBlock):
    """The chapters of a film."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(ChapterBlock(), default=[], **kwargs)

    def value_from_datadict(self, data: Any, files: Any, prefix: str) -> ListValue:
        """Return the posted chapters; none from an editor that was opened before films had them."""
        if f"{prefix}-count" not in data:
            return self.get_default()
        return super().value_from_datadict(data, files, prefix)


class CaptionsBlock(blocks.StructBlock):
    """Captions of a film and the language that they are in."""

    language = blocks.ChoiceBlock(label=gettext_lazy("Language"), choices=CAPTION_LANGUAGES)
    file = DocumentChooserBlock(label=gettext_lazy("Captions (WebVTT or SRT)"))

    class Meta:
        label = gettext_lazy("Captions")
        icon = "openquote"


class OtherCaptionsBlock(blocks.ListBlock):
    """The captions of a film in other languages than that of the module."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(CaptionsBlock(), default=[], **kwargs)

    def value_from_datadict(self, data: Any, files: Any, prefix: str) -> ListValue:
        """Return the posted captions; none from an editor that was opened before films had them."""
        if f"{prefix}-count" not in data:
            return self.get_default()
        return super().value_from_datadict(data, files, prefix)


def timed_question_blocks() -> list[tuple[str, QuestionBlock]]:
    """Return a block of each kind of question that has a time, which stands first."""
    timed = []
    for name, block in question_blocks():
        at = ClockBlock(label=gettext_lazy("Shown at"), help_text=gettext_lazy("The film stops here."))
        at.set_name(AT)
        block.child_blocks = {AT: at, **block.child_blocks}
        block.meta.form_layout = None
        block.meta.form_layout = block.get_form_layout()
        timed.append((name, block))
    return timed


class TimedQuestionsBlock(IdentifiedStreamBlock):
    """The questions of a film, each with the time at which it is shown."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(timed_question_blocks(), **kwargs)

    def value_from_datadict(self, data: Any, files: Any, prefix: str) -> StreamValue:
        """Return the posted questions; none from an editor that was opened before films had them."""
        if f"{prefix}-count" not in data:
            return self.get_default()
        return super().value_from_datadict(data, files, prefix)


def time_problems(starts: int | None, ends: int | None, length: float | None) -> Iterator[tuple[str, str]]:
    """Yield the name of a field and what is wrong with the start or the end of an excerpt."""
    if length and starts is not None and starts >= length:
        yield "starts_at", _("The film is only %(length)s long.") % {"length": clock(length)}
    elif length and ends is not None and ends > length + 1:
        yield "ends_at", _("The film is only %(length)s long.") % {"length": clock(length)}
    elif ends is not None and ends <= (starts or 0):
        yield "ends_at", _("The end must be later than the beginning.")


def chapter_error(chapters: ListValue, first: float, last: float) -> ListBlockValidationError | None:
    """Return the error of chapters outside the excerpt, or of two at the same time; None without one."""
    errors = _errors([chapter.get(AT) for chapter in chapters], first, last, is_once=True)
    return ListBlockValidationError(block_errors=errors) if errors else None


def question_error(questions: StreamValue, first: float, last: float) -> StreamBlockValidationError | None:
    """Return the error of questions outside the excerpt; None without one."""
    errors = _errors([child.value.get(AT) for child in questions], first, last, is_once=False)
    return StreamBlockValidationError(block_errors=errors) if errors else None


def _errors(times: Iterable[int | None], first: float, last: float, *, is_once: bool) -> dict[int, Any]:
    errors = {}
    seen: set[int] = set()
    for index, at in enumerate(times):
        if at is None:
            continue
        sentence = ""
        if not first <= at <= last:
            values = {"first": clock(first), "last": clock(last)}
            sentence = _("What is shown lasts from %(first)s to %(last)s.") % values
        elif is_once and at in seen:
            sentence = _("Another chapter begins at the same time.")
        seen.add(at)
        if sentence:
            errors[index] = StructBlockValidationError({AT: ValidationError(sentence)})
    return errors


def captions_error(
    captions: ListValue, problems_of: Callable[[AbstractDocument | None], Sequence[str]]
) -> ListBlockValidationError | None:
    """Return the error of captions that can't be read, or of a language that is given twice; None without."""
    errors, seen = {}, set[str]()
    for index, each in enumerate(captions):
        found = {
            name: ErrorList(problems) for name, problems in [("file", problems_of(each["file"]))] if problems
        }
        if each["language"] in seen:
            sentence = _("There are captions in %(language)s already. Keep one of the two.")
            found["language"] = ErrorList([sentence % {"language": language_name(each["language"])}])
        seen.add(each["language"])
        if found:
            errors[index] = StructBlockValidationError(found)
    return ListBlockValidationError(block_errors=errors) if errors else None


def by_time(values: Iterable[StructValue]) -> list[StructValue]:
    """Return the values in the order of their times; those without one, in drafts, come first."""
    return sorted(values, key=lambda value: value.get(AT) or 0)
