"""Questions in which the gaps of a text are filled in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.blocks.struct_block import StructValue

from courses.questions.base import MAX_OPTIONS, Grade, Item, QuestionBlock, explanation_block, shuffled

if TYPE_CHECKING:
    from django.http import QueryDict

#: SCORM 2004 allows so many texts in an answer, characters in each, and right answers (RTE 4.2.9.1)
MAX_GAPS, MAX_LENGTH, MAX_PATTERNS = 10, 250, 5
_GAP = re.compile(r"\[([^\[\]]*)\]")
#: characters of SCORM's notation
_WITHOUT_DELIMITERS = str.maketrans("[]{}", "()()")


@dataclass(frozen=True)
class Segment:
    """A part of a text, and the answers that are right in the gap after it; none at the end."""

    text: str
    answers: tuple[str, ...] = ()


class GapTextQuestion(QuestionBlock):
    """A text with gaps; part of a point for each that is right. Case and spaces make no difference."""

    kind = "gap_text"
    interaction_type = "fill-in"
    unreadable = gettext_lazy("Fill in every gap, with a few words at most.")

    text = blocks.TextBlock(
        label=gettext_lazy("Text with gaps"),
        help_text=gettext_lazy(
            "Write what is right in square brackets, with | between answers that are equally right: "
            "Wash your hands for [at least 30|30] seconds."
        ),
        max_length=2000,
        rows=4,
    )
    has_words = blocks.BooleanBlock(
        label=gettext_lazy("Let the learner choose from a list of the words"), required=False
    )
    others = blocks.ListBlock(
        blocks.CharBlock(label=gettext_lazy("Word"), max_length=MAX_LENGTH),
        label=gettext_lazy("Others to choose from"),
        help_text=gettext_lazy("Words of the list that are right in no gap."),
        min_num=0,
        default=[],
    )
    feedback = blocks.CharBlock(
        label=gettext_lazy("What the learner reads who answers wrong"), max_length=500, required=False
    )
    explanation = explanation_block()

    def items(self, value: StructValue) -> list[Item]:
        """Return the segments of the text; their ids are their numbers."""
        segments = enumerate(_segments(value["text"]), start=1)
        return [Item(str(number), segment) for number, segment in segments]

    def gaps(self, value: StructValue) -> list[Item]:
        return [item for item in self.items(value) if item.value.answers]

    def choices(self, value: StructValue, seed: str) -> list[Item]:
        """Return the words to choose from: the first right one of each gap, and others."""
        right = [gap.value.answers[0] for gap in self.gaps(value)]
        words = [*right, *(plain(word) for word in value["others"])]
        by_word = {word.casefold(): Item(word, word) for word in words}
        return shuffled(list(by_word.values()), f"{seed}/words") if value["has_words"] else []

    def texts(self, value: StructValue) -> dict[str, str]:
        """Return the words of the list; what is typed is the learner's own."""
        return {word.id: word.value for word in self.choices(value, "")}

    def wording(self, value: StructValue) -> str:
        parts = (item.value for item in self.items(value))
        text = "".join(f"{part.text}____" if part.answers else part.text for part in parts)
        return f"{super().wording(value)} {text}"

    def entered(self, value: StructValue, response: str, name: str) -> dict[str, list[str]]:
        texts = response.split("[,]") if response else []
        return {f"{name}-{number}": [text] for number, text in enumerate(texts, start=1)}

    def read_response(self, value: StructValue, posted: QueryDict, name: str) -> str | None:
        words = {word.id for word in self.choices(value, "")}
        texts = [plain(posted.get(f"{name}-{gap.id}", "")) for gap in self.gaps(value)]
        is_filled = all(0 < len(text) <= MAX_LENGTH and (not words or text in words) for text in texts)
        return "[,]".join(texts) if is_filled else None

    def grade(self, value: StructValue, response: str) -> Grade:
        gaps, texts = self.gaps(value), response.split("[,]")
        right = sum(
            text.casefold() in {answer.casefold() for answer in gap.value.answers}
            for gap, text in zip(gaps, texts, strict=False)
        )
        return Grade.of_parts(right, len(gaps), value["feedback"])

    def patterns(self, value: StructValue) -> Iterator[str]:
        answers = product(*(gap.value.answers for gap in self.gaps(value)))
        yield from ("[,]".join(texts) for texts in islice(answers, MAX_PATTERNS))

    def offline_key(self, value: StructValue) -> dict[str, Any]:
        gaps = self.gaps(value)
        return {
            "rule": "gaps",
            "gaps": [gap.id for gap in gaps],
            "answers": [list(gap.value.answers) for gap in gaps],
            "words": [word.id for word in self.choices(value, "")],
            "wrong": value["feedback"],
        }

    def problems(self, value: StructValue) -> Iterator[tuple[str, str]]:
        gaps, text = self.gaps(value), value["text"]
        if len(gaps) < len(_GAP.findall(text)):
            yield "text", _("A gap is empty. Write what is right between its brackets.")
        elif set("[]") & set(_GAP.sub("", text)):
            yield "text", _("A square bracket is missing. Each gap has one before it and one after it.")
        elif not gaps:
            yield "text", _("Put at least one word in square brackets.")
        elif len(gaps) > MAX_GAPS:
            yield "text", _("Write at most %(number)s gaps.") % {"number": MAX_GAPS}
        elif any(len(answer) > MAX_LENGTH for gap in gaps for answer in gap.value.answers):
            yield "text", _("Write at most %(number)s characters in a gap.") % {"number": MAX_LENGTH}
        if len(self.choices(value, "")) > MAX_OPTIONS:
            yield "others", _("At most %(number)s can be shown.") % {"number": MAX_OPTIONS}

    class Meta:
        label = gettext_lazy("Text with gaps")
        icon = "edit"
        template = "courses/questions/gap_text.html"


def plain(text: str) -> str:
    """Return a text as answers have it: no invisible characters, no delimiters, one space between words."""
    spaced = "".join(
        letter for letter in " ".join(text.split()) if not unicodedata.category(letter).startswith("C")
    )
    return " ".join(unicodedata.normalize("NFC", spaced).translate(_WITHOUT_DELIMITERS).split())


def _segments(text: str) -> list[Segment]:
    """Return the parts of a text; brackets without content stay text."""
    segments, before = [], ""
    for index, part in enumerate(_GAP.split(text)):
        is_gap = index % 2 == 1
        answers = [answer for each in part.split("|") if (answer := plain(each))] if is_gap else []
        if answers:
            segments.append(Segment(before, tuple(dict.fromkeys(answers))))
            before = ""
        else:
            before += f"[{part}]" if is_gap else part
    return [*segments, Segment(before)]
