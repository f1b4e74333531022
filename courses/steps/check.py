"""The step type of a knowledge check: questions that are answered together, with a pass mark."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError, StructValue

from courses.questions.block_ids import IdentifiedStreamBlock
from courses.questions.kinds import QUESTION_SCRIPTS, question_blocks
from courses.steps.native import NativeAnswer, NativeOutcome, NativeStep, Question, Sheet, mean_score
from courses.steps.stored import without_block_keys
from courses.steps.types import register_step_type

PASS_PERCENT = 80


class QuestionsBlock(IdentifiedStreamBlock):
    """The questions of a knowledge check."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(question_blocks(), **kwargs)


@register_step_type
class CheckStep(NativeStep):
    """A step of questions that are answered together. The best try counts."""

    kind = "check"
    outline_label = gettext_lazy("Knowledge check")
    outline_icon = "clipboard-list"
    not_done = gettext_lazy("You have not done the knowledge check “%(step)s”.")
    weight = 2
    scripts = QUESTION_SCRIPTS

    introduction = blocks.RichTextBlock(
        label=gettext_lazy("Before the questions"), features=["bold", "italic", "link", "ul"], required=False
    )
    items = QuestionsBlock(label=gettext_lazy("Questions"), min_num=1)
    drawn = blocks.IntegerBlock(
        label=gettext_lazy("How many of them each learner gets"),
        help_text=gettext_lazy("Empty: all of them. Each try draws anew."),
        min_value=1,
        required=False,
    )
    pass_percent = blocks.IntegerBlock(
        label=gettext_lazy("Needed to pass, in per cent"),
        help_text=gettext_lazy("0: nobody can fail."),
        min_value=0,
        max_value=100,
        default=PASS_PERCENT,
    )
    tries = blocks.IntegerBlock(
        label=gettext_lazy("How many tries there are"),
        help_text=gettext_lazy("Empty: as many as one likes."),
        min_value=1,
        required=False,
    )

    def questions(self, value: StructValue) -> list[Question]:
        return [Question.of(child) for child in value["items"]]

    def interactive_values(self, stored: Mapping[str, Any]) -> Any:
        names = ("items", "drawn", "pass_percent", "tries")
        return without_block_keys({name: stored.get(name) for name in names})

    def passing_share(self, value: StructValue) -> float | None:
        return value["pass_percent"] / 100 if value["pass_percent"] else None

    def number_drawn(self, value: StructValue) -> int:
        """Return how many questions a try has."""
        number = len(value["items"])
        return min(value["drawn"] or number, number)

    def tries_of(self, value: StructValue, answers: Sequence[NativeAnswer]) -> list[Sequence[NativeAnswer]]:
        """Return the answers of each try that counts; those of a try are recorded by one commit."""
        size = self.number_drawn(value)
        tries = [answers[start : start + size] for start in range(0, len(answers), size)]
        return tries[: value["tries"]] if value["tries"] else tries

    def outcome(self, value: StructValue, answers: Sequence[NativeAnswer]) -> NativeOutcome:
        """Return the outcome of the best try: completed when it has passed or when no try is left."""
        tries = self.tries_of(value, answers)
        scores = [mean_score(answered) for answered in tries]
        if not scores:
            return NativeOutcome(is_completed=False)
        best, needed = max(scores), self.passing_share(value)
        is_passed = None if needed is None else best >= needed
        is_completed = is_passed is not False or len(tries) == value["tries"]
        return NativeOutcome(is_completed, is_passed, best, progress=1.0 if is_completed else 0.0)

    def sheet(
        self, value: StructValue, answers: Sequence[NativeAnswer], seed: str, *, again: bool = False
    ) -> Sheet:
        """Return the last try with its answers; the next one's questions if none was made or `again`."""
        tries = self.tries_of(value, answers)
        most = value["tries"] or 0
        if tries and (not again or len(tries) == most):
            last = {answer.question: answer for answer in tries[-1]}
            questions = tuple(question for question in self.questions(value) if question.id in last)
            number = len(tries)
            return Sheet(questions, last, True, False, number, most, f"{seed}/{number}")
        number = len(tries) + 1
        return Sheet(self._drawn(value, f"{seed}/{number}"), {}, True, True, number, most, f"{seed}/{number}")

    def _drawn(self, value: StructValue, seed: str) -> tuple[Question, ...]:
        questions = self.questions(value)
        numbers = random.Random(seed).sample(range(len(questions)), self.number_drawn(value))  # noqa: S311 - no secret
        return tuple(questions[number] for number in sorted(numbers))

    def offline_rules(self, value: StructValue) -> dict[str, Any]:
        return {
            **super().offline_rules(value),
            "play": "check",
            "drawn": self.number_drawn(value),
            "tries": value["tries"] or 0,
            "pass_percent": value["pass_percent"],
        }

    def clean(self, value: StructValue) -> StructValue:
        """Refuse more questions to draw than there are; not in drafts."""
        cleaned = super().clean(value)
        if not self.is_deferred_validation and (cleaned["drawn"] or 0) > len(cleaned["items"]):
            error = ValidationError(
                _("There are not so many questions. Add some, or write a smaller number.")
            )
            raise StructBlockValidationError(block_errors={"drawn": error})
        return cleaned

    class Meta:
        label = gettext_lazy("Knowledge check")
        icon = "clipboard-list"
        template = "courses/steps/check.html"
