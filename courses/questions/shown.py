"""Questions as a page shows them: their options in order, the last answer and its feedback."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from courses.questions.base import Item, QuestionBlock


@dataclass(frozen=True)
class ShownQuestion:
    """A question on a page. What reveals the right answer is empty until it is answered."""

    #: the id of its block in the stream
    id: str
    block: QuestionBlock
    value: Any
    items: tuple[Item, ...]
    #: the answer that its fields have, in SCORM 2004's notation; "" for none
    response: str = ""
    #: whether that was recorded, so that its grade is shown
    is_answered: bool = False
    is_right: bool | None = None
    feedback: tuple[str, ...] = ()
    #: why what was posted is no answer
    error: str = ""

    @property
    def name(self) -> str:
        """The name of its fields."""
        return f"q-{self.id}"

    @property
    def template(self) -> str:
        template: str = self.block.meta.template
        return template

    @cached_property
    def chosen(self) -> frozenset[str]:
        """The elements of the answer, such as the chosen options."""
        return frozenset(self.response.split("[,]")) if self.response else frozenset()

    @property
    def explanation(self) -> Any:
        return self.block.explanation(self.value) if self.is_answered else None
