"""The base class of question blocks: their fields, how a posted answer is read, and how it is graded."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError, ListValue
from wagtail.blocks.struct_block import StructBlockValidationError, StructValue

if TYPE_CHECKING:
    from django.http import QueryDict

#: SCORM 2004 allows so many elements in a response (RTE 4.2.9.1)
MAX_OPTIONS = 36


@dataclass(frozen=True)
class Grade:
    """The grade of an answer."""

    #: None for an answer that is neither right nor wrong
    is_right: bool | None
    #: 0..1; part of a point where some of an answer is right, 1 for an answer that isn't graded
    score: float
    #: sentences for the learner about this answer
    feedback: tuple[str, ...] = ()
    #: how many parts of the answer are right, of how many; None where only the whole counts
    parts: tuple[int, int] | None = None

    @classmethod
    def of(cls, score: float, feedback: Iterable[str] = ()) -> Grade:
        return cls(score == 1, score, tuple(sentence for sentence in feedback if sentence))

    @classmethod
    def of_parts(cls, right: int, total: int, feedback: str = "") -> Grade:
        """Return the grade of an answer of which `right` of `total` parts are right."""
        grade = cls.of(right / total if total else 0, () if right == total else (feedback,))
        return replace(grade, parts=(right, total))

    @classmethod
    def ungraded(cls) -> Grade:
        return cls(is_right=None, score=1)


@dataclass(frozen=True)
class Item:
    """An option, something to arrange, or a gap, as a learner sees it. `id` is unique in its question."""

    id: str
    value: Any


class QuestionBlock(blocks.StructBlock):
    """A question. Answers are in the notation of SCORM 2004's learner responses (RTE 4.2.9.1).

    `Meta.template` shows its fields. Its id is that of the block in the stream. Not an ABC, since blocks have
    a metaclass of Wagtail's.
    """

    #: the name of the kind in streams; never changed
    kind: ClassVar[str]
    #: the type of its interactions (cmi.interactions.n.type)
    interaction_type: ClassVar[str]
    #: shown when an answer was posted that can't be read
    unreadable: ClassVar[str | Promise] = gettext_lazy("Choose an answer first.")
    #: the name of the list of options or of what is arranged, "" for none
    items_name: ClassVar[str] = ""

    prompt = blocks.TextBlock(label=gettext_lazy("Question"), max_length=500, rows=2)

    def read_response(self, value: StructValue, posted: QueryDict, name: str) -> str | None:
        """Return the answer in the fields `name` of a posted form, None for one that is no answer."""
        raise NotImplementedError

    def grade(self, value: StructValue, response: str) -> Grade:
        """Return the grade of an answer that `read_response` returned."""
        raise NotImplementedError

    def patterns(self, value: StructValue) -> Iterator[str]:
        """Yield the right answers, as cmi.interactions.n.correct_responses.n.pattern has them."""
        raise NotImplementedError

    def items(self, value: StructValue) -> list[Item]:
        """Return the options, or what is arranged, as the author ordered them."""
        listed: ListValue | tuple[()] = value[self.items_name] if self.items_name else ()
        return [Item(child.id, child.value) for child in getattr(listed, "bound_blocks", ())]

    def texts(self, value: StructValue) -> dict[str, str]:
        """Return the author's text of each id that an answer can contain; never a text of a learner."""
        items = (item for item in self.items(value) if isinstance(item.value, StructValue))
        return {item.id: str(item.value["text"]) for item in items}

    def wording(self, value: StructValue) -> str:
        """Return what is asked, in words."""
        return str(value["prompt"])

    def shown_items(self, value: StructValue, seed: str, response: str = "") -> list[Item]:
        """Return the items in the order in which they are shown; the same for the same seed and answer."""
        return self.items(value)

    def choices(self, value: StructValue, seed: str) -> list[Item]:
        """Return what can be chosen for each item, in an order that depends on the seed alone."""
        return []

    def entered(self, value: StructValue, response: str, name: str) -> dict[str, list[str]]:
        """Return the posted fields that `read_response` reads as this answer."""
        return {name: response.split("[,]")} if response else {}

    def offline_key(self, value: StructValue) -> dict[str, Any]:
        """Return what a package that plays without the site reads and grades answers by, as JSON.

        `rule` names the rule in static/js/export/grading.js, which grades as `grade` does; by default there
        is nothing to answer. `ids` are those that an answer may contain.
        """
        return {"rule": "none"}

    def has_several(self, value: StructValue) -> bool:
        """Return whether several options can be chosen."""
        return False

    def recommended(self, value: StructValue) -> list[Item]:
        """Return the order that the author recommends, which is shown with every answer."""
        return []

    def explanation(self, value: StructValue) -> Any:
        """Return the rich text that is shown with every answer."""
        return value.get("explanation")

    def clean(self, value: StructValue) -> StructValue:
        """Refuse a question without a right answer; not in drafts."""
        cleaned = super().clean(value)
        if not self.is_deferred_validation and (errors := dict(self.problems(cleaned))):
            raise StructBlockValidationError(
                block_errors={name: self._error(name, problem) for name, problem in errors.items()}
            )
        return cleaned

    def problems(self, value: StructValue) -> Iterator[tuple[str, str]]:
        """Yield the name of a field and what is wrong with it, as a sentence for the author."""
        if self.items_name:
            texts = [str(item.value["text"]).strip().casefold() for item in self.items(value)]
            if len(texts) > MAX_OPTIONS:
                yield self.items_name, _("At most %(number)s can be shown.") % {"number": MAX_OPTIONS}
            if len(set(texts)) < len(texts):
                yield self.items_name, _("Two have the same text. Change or remove one of them.")

    def _error(self, name: str, problem: str) -> ValidationError:
        if isinstance(self.child_blocks[name], blocks.ListBlock):
            return ListBlockValidationError(non_block_errors=[ValidationError(problem)])
        return ValidationError(problem)


def explanation_block() -> blocks.RichTextBlock:
    return blocks.RichTextBlock(
        label=gettext_lazy("Explanation"),
        help_text=gettext_lazy("Shown with every answer: why it is so, and what to think of at work."),
        features=["bold", "italic", "link", "ul"],
        required=False,
    )


def shuffled(items: Sequence[Item], seed: str) -> list[Item]:
    """Return the items in an order that depends on the seed alone."""
    return random.Random(seed).sample(list(items), len(items))  # noqa: S311 - no secret
