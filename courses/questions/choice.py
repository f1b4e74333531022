"""Questions whose answer is chosen: one option, several, or true or false."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.blocks.struct_block import StructValue

from courses.questions.base import Grade, Item, QuestionBlock, explanation_block, shuffled
from courses.questions.block_ids import IdentifiedListBlock

if TYPE_CHECKING:
    from django.http import QueryDict


class OptionBlock(blocks.StructBlock):
    """An option of a question."""

    text = blocks.CharBlock(label=gettext_lazy("Option"), max_length=250)
    is_right = blocks.BooleanBlock(label=gettext_lazy("Right answer"), required=False)
    feedback = blocks.CharBlock(
        label=gettext_lazy("What the learner reads who chose it"), max_length=500, required=False
    )


class ChoiceQuestion(QuestionBlock):
    """A question of which one item is chosen, or several."""

    interaction_type = "choice"

    def patterns(self, value: StructValue) -> Iterator[str]:
        yield "[,]".join(item.id for item in self.items(value) if item.value["is_right"])

    def read_response(self, value: StructValue, posted: QueryDict, name: str) -> str | None:
        """Return the ids of the chosen items, "" for none."""
        chosen = set(posted.getlist(name))
        ids = [item.id for item in self.items(value)]
        return "[,]".join(each for each in ids if each in chosen) if chosen <= set(ids) else None

    def offline_key(self, value: StructValue) -> dict[str, Any]:
        items = self.items(value)
        return {
            "rule": "options",
            "several": self.has_several(value),
            "ids": [item.id for item in items],
            "right": [item.id for item in items if item.value["is_right"]],
            "feedback": {item.id: item.value["feedback"] for item in items if item.value["feedback"]},
        }


class OptionsQuestion(ChoiceQuestion):
    """A question with options."""

    items_name = "options"

    options = IdentifiedListBlock(
        OptionBlock(),
        label=gettext_lazy("Options"),
        min_num=2,
        default=[{"is_right": True}, {"is_right": False}],
    )
    is_shuffled = blocks.BooleanBlock(
        label=gettext_lazy("Show the options in another order to each learner"), required=False, default=True
    )
    explanation = explanation_block()

    def shown_items(self, value: StructValue, seed: str, response: str = "") -> list[Item]:
        items = self.items(value)
        return shuffled(items, seed) if value["is_shuffled"] else items

    def grade(self, value: StructValue, response: str) -> Grade:
        return partial_grade(self.items(value), response)


class SingleChoiceQuestion(OptionsQuestion):
    """A question with one right option."""

    kind = "single_choice"

    def read_response(self, value: StructValue, posted: QueryDict, name: str) -> str | None:
        response = super().read_response(value, posted, name)
        return response if response and "[,]" not in response else None

    def problems(self, value: StructValue) -> Iterator[tuple[str, str]]:
        yield from super().problems(value)
        if sum(bool(item.value["is_right"]) for item in self.items(value)) != 1:
            yield "options", _("Mark one option as the right answer.")

    class Meta:
        label = gettext_lazy("Question with one right answer")
        icon = "circle-check"
        template = "courses/questions/options.html"


class MultipleChoiceQuestion(OptionsQuestion):
    """A question with several right options; part of a point for an answer that is right in part."""

    kind = "multiple_choice"

    def has_several(self, value: StructValue) -> bool:
        return True

    def read_response(self, value: StructValue, posted: QueryDict, name: str) -> str | None:
        return super().read_response(value, posted, name) or None

    def problems(self, value: StructValue) -> Iterator[tuple[str, str]]:
        yield from super().problems(value)
        if not any(item.value["is_right"] for item in self.items(value)):
            yield "options", _("Mark the options that are right.")

    class Meta:
        label = gettext_lazy("Question with several right answers")
        icon = "list-ul"
        template = "courses/questions/options.html"


class TrueFalseQuestion(QuestionBlock):
    """A statement that is true or false."""

    kind = "true_false"
    interaction_type = "true-false"

    answer = blocks.ChoiceBlock(
        label=gettext_lazy("The statement is"),
        choices=[("true", gettext_lazy("True")), ("false", gettext_lazy("False"))],
    )
    feedback = blocks.CharBlock(
        label=gettext_lazy("What the learner reads who answers wrong"), max_length=500, required=False
    )
    explanation = explanation_block()

    def patterns(self, value: StructValue) -> Iterator[str]:
        yield value["answer"]

    def read_response(self, value: StructValue, posted: QueryDict, name: str) -> str | None:
        answer = posted.get(name)
        return answer if answer in {"true", "false"} else None

    def grade(self, value: StructValue, response: str) -> Grade:
        is_right = response == value["answer"]
        return Grade.of(float(is_right), () if is_right else (value["feedback"],))

    def offline_key(self, value: StructValue) -> dict[str, Any]:
        return {"rule": "truth", "right": value["answer"], "wrong": value["feedback"]}

    class Meta:
        label = gettext_lazy("True or false")
        icon = "check"
        template = "courses/questions/true_false.html"


def partial_grade(items: Sequence[Item], response: str) -> Grade:
    """Return the grade: the chosen right items less the chosen wrong ones, divided by all right ones."""
    chosen = set(response.split("[,]"))
    right = {item.id for item in items if item.value["is_right"]}
    score = max(0, len(chosen & right) - len(chosen - right)) / len(right) if right else 0
    return Grade.of(score, (item.value["feedback"] for item in items if item.id in chosen))
