"""Questions as a page shows them: their options in order, the last answer and its feedback."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from courses.questions.base import Item, QuestionBlock


@dataclass(frozen=True)
class ShownField:
    """A field of an item: a place, a partner or the text of a gap."""

    name: str
    item: Item
    #: what it contains
    text: str


@dataclass(frozen=True)
class ShownQuestion:
    """A question on a page. What reveals the right answer is empty until it is answered."""

    #: the id of its block in the stream
    id: str
    block: QuestionBlock
    value: Any
    #: what the orders of items and choices depend on
    seed: str
    #: the answer that its fields have, in SCORM 2004's notation; "" for none
    response: str = ""
    #: whether that was recorded, so that its grade is shown
    is_answered: bool = False
    #: None for an answer that was not recorded or is not graded
    is_right: bool | None = None
    feedback: tuple[str, ...] = ()
    #: how many parts of the answer are right, of how many; None where only the whole counts
    parts: tuple[int, int] | None = None
    #: why what was posted is no answer
    error: str = ""
    #: the posted fields that are no answer
    posted: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def graded(self, response: str) -> ShownQuestion:
        """Return it with an answer, its grade and feedback."""
        grade = self.block.grade(self.value, response)
        return replace(
            self,
            response=response,
            is_answered=True,
            is_right=grade.is_right,
            feedback=grade.feedback,
            parts=grade.parts,
        )

    def refused(self, error: str, posted: Mapping[str, Sequence[str]]) -> ShownQuestion:
        """Return it with what was posted and why that is no answer."""
        return replace(self, error=error, posted=posted)

    @property
    def name(self) -> str:
        """The name of its fields."""
        return f"q-{self.id}"

    @property
    def template(self) -> str:
        template: str = self.block.meta.template
        return template

    @cached_property
    def items(self) -> tuple[Item, ...]:
        return tuple(self.block.shown_items(self.value, self.seed, self.response))

    @cached_property
    def choices(self) -> tuple[Item, ...]:
        return tuple(self.block.choices(self.value, self.seed))

    @cached_property
    def fields(self) -> tuple[ShownField, ...]:
        """A field for each item, for questions whose answer has one for each."""
        return tuple(
            ShownField(name, item, self.text_of(name))
            for item in self.items
            for name in [f"{self.name}-{item.id}"]
        )

    @cached_property
    def entered(self) -> Mapping[str, Sequence[str]]:
        """The contents of its fields: what was posted last, or the last answer."""
        return self.posted if self.error else self.block.entered(self.value, self.response, self.name)

    def text_of(self, name: str) -> str:
        return next(iter(self.entered.get(name, ())), "")

    @property
    def text(self) -> str:
        """The content of its only field."""
        return self.text_of(self.name)

    @property
    def has_several(self) -> bool:
        """Whether several options are chosen."""
        return self.block.has_several(self.value)

    @cached_property
    def chosen(self) -> frozenset[str]:
        """The options that are chosen."""
        return frozenset(self.entered.get(self.name, ()))

    @property
    def explanation(self) -> Any:
        return self.block.explanation(self.value) if self.is_answered else None

    @property
    def recommended(self) -> list[Item]:
        return self.block.recommended(self.value) if self.is_answered else []
