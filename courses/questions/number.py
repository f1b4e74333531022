"""Questions whose answer is a number, such as a dose."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.blocks.struct_block import StructValue

from courses.questions.base import Grade, QuestionBlock, explanation_block

if TYPE_CHECKING:
    from django.http import QueryDict

#: longer than any dose; what is longer is no number that people write
MAX_LENGTH = 20


class NumberQuestion(QuestionBlock):
    """A question for a number, right within a tolerance."""

    kind = "number"
    interaction_type = "numeric"
    unreadable = gettext_lazy("Write your answer as a number, for example 2.5.")

    answer = blocks.DecimalBlock(label=gettext_lazy("Right answer"))
    tolerance = blocks.DecimalBlock(
        label=gettext_lazy("How much more or less is right too"), min_value=0, default=Decimal(0)
    )
    unit = blocks.CharBlock(
        label=gettext_lazy("Unit"), help_text=gettext_lazy("For example ml"), max_length=20, required=False
    )
    feedback = blocks.CharBlock(
        label=gettext_lazy("What the learner reads who answers wrong"), max_length=500, required=False
    )
    explanation = explanation_block()

    def read_response(self, value: StructValue, posted: QueryDict, name: str) -> str | None:
        text = posted.get(name, "").strip().replace("\N{MINUS SIGN}", "-").replace(",", ".")
        unit = value["unit"].strip()
        if unit:
            text = text.removesuffix(unit).strip()
        text = "".join(text.split())  # "1 500" has a space between thousands
        number = _decimal(text)
        return None if number is None else f"{number:f}"

    def grade(self, value: StructValue, response: str) -> Grade:
        number = _decimal(response)
        is_right = number is not None and abs(number - value["answer"]) <= value["tolerance"]
        return Grade.of(float(is_right), () if is_right else (value["feedback"],))

    def patterns(self, value: StructValue) -> Iterator[str]:
        answer, tolerance = value["answer"], value["tolerance"]
        yield f"{answer - tolerance:f}[:]{answer + tolerance:f}"

    def offline_key(self, value: StructValue) -> dict[str, Any]:
        numbers = {name: f"{value[name]:f}" for name in ("answer", "tolerance")}
        return {"rule": "number", **numbers, "unit": value["unit"].strip(), "wrong": value["feedback"]}

    def problems(self, value: StructValue) -> Iterator[tuple[str, str]]:
        for name in ("answer", "tolerance"):
            if _decimal(f"{value[name]:f}") is None:
                yield name, _("Write a shorter number.")

    class Meta:
        label = gettext_lazy("Number, such as a dose")
        icon = "order"
        template = "courses/questions/number.html"


def _decimal(text: str) -> Decimal | None:
    """Return a finite number written with digits alone, as SCORM stores it; None for anything else."""
    if not 0 < len(text) <= MAX_LENGTH or not text.isascii() or any(letter.isalpha() for letter in text):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
