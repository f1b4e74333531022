"""The step type of a knowledge check: questions that are answered together, with a pass mark."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.blocks.stream_block import StreamValue
from wagtail.blocks.struct_block import StructBlockValidationError, StructValue
from wagtail.snippets.blocks import SnippetChooserBlock

from courses.banks.models import QuestionBank
from courses.questions.kinds import QUESTION_SCRIPTS, QuestionsBlock
from courses.steps.native import NativeAnswer, NativeOutcome, NativeStep, Question, Sheet, mean_score
from courses.steps.stored import without_block_keys
from courses.steps.types import register_step_type

PASS_PERCENT = 80
#: the name of the stored value with the questions of the bank
BANK_QUESTIONS = "bank_questions"


class CheckStepValue(StructValue):
    """The value of a knowledge check, whose questions are its own and those of its bank."""

    #: the questions that the bank had when the version was frozen; None in a draft
    frozen_bank: StreamValue | None = None

    @property
    def bank_questions(self) -> Sequence[StreamValue.StreamChild]:
        if self.frozen_bank is not None:
            return self.frozen_bank
        bank = self.get("bank")
        return bank.questions if bank else ()

    @property
    def all_questions(self) -> list[StreamValue.StreamChild]:
        """The blocks of all questions; one that was copied from the bank into the check is there once."""
        own = {child.id for child in self["items"]}
        return [*self["items"], *(child for child in self.bank_questions if child.id not in own)]


@register_step_type
class CheckStep(NativeStep):
    """A step of questions that are answered together, its own or of a bank. The best try counts."""

    kind = "check"
    outline_label = gettext_lazy("Knowledge check")
    outline_icon = "clipboard-list"
    not_done = gettext_lazy("You have not done the knowledge check “%(step)s”.")
    weight = 2
    scripts = QUESTION_SCRIPTS
    resolved_values = (BANK_QUESTIONS,)

    introduction = blocks.RichTextBlock(
        label=gettext_lazy("Before the questions"), features=["bold", "italic", "link", "ul"], required=False
    )
    bank = SnippetChooserBlock(
        QuestionBank,
        label=gettext_lazy("Question bank"),
        help_text=gettext_lazy(
            "Its questions are added to those below. Learners get changes of the bank when you publish "
            "the module again."
        ),
        required=False,
    )
    items = QuestionsBlock(label=gettext_lazy("Questions"), required=False)
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
        return [Question.of(child) for child in value.all_questions]

    def interactive_values(self, stored: Mapping[str, Any]) -> Any:
        values = {name: stored.get(name) for name in ("items", "drawn", "pass_percent", "tries")}
        if stored.get(BANK_QUESTIONS):  # checks without a bank keep the digests of before there were banks
            values[BANK_QUESTIONS] = stored[BANK_QUESTIONS]
        return without_block_keys(values)

    def resolve(self, stored: Sequence[dict[str, Any]]) -> None:
        """Add the questions of each check's bank, none without a bank."""
        banks = QuestionBank.objects.in_bulk([key for values in stored if (key := values.get("bank"))])
        for values in stored:
            bank = banks.get(values.get("bank"))
            values[BANK_QUESTIONS] = bank.raw_questions if bank else []

    def restore(self, value: StructValue, stored: Mapping[str, Any]) -> None:
        """Set the questions that the bank had when the version was frozen."""
        value.frozen_bank = self._stream(stored)

    def portable_values(self, stored: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the stored values with the questions of the bank among the check's own, and no bank."""
        if not stored.get("bank"):
            return stored
        bank = QuestionBank.objects.filter(pk=stored["bank"]).first()
        own = list(stored.get("items") or ())
        ids = {question.get("id") for question in own}
        added = [question for question in bank.raw_questions if question["id"] not in ids] if bank else []
        return {**stored, "items": [*own, *added], "bank": None}

    def _stream(self, stored: Mapping[str, Any]) -> StreamValue:
        stream: StreamValue = self.child_blocks["items"].to_python(stored.get(BANK_QUESTIONS) or [])
        return stream

    def referenced_files(
        self, value: StructValue, stored: Mapping[str, Any]
    ) -> Iterator[tuple[type[Model], str]]:
        yield from super().referenced_files(value, stored)
        for model, key, *_path in self.child_blocks["items"].extract_references(self._stream(stored)):
            yield model, key

    def resolved_changes(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
        """Yield how the questions of the bank differ."""
        old, new = (
            {question["id"]: question["value"] for question in values.get(BANK_QUESTIONS) or ()}
            for values in (before, after)
        )
        changed = [key for key in old.keys() & new.keys() if old[key] != new[key]]
        counts = {"new": len(new.keys() - old.keys()), "changed": len(changed)}
        counts["removed"] = len(old.keys() - new.keys())
        if any(counts.values()):
            yield _("Questions of the bank: %(new)s new, %(changed)s changed, %(removed)s removed.") % counts

    def passing_share(self, value: StructValue) -> float | None:
        return value["pass_percent"] / 100 if value["pass_percent"] else None

    def number_drawn(self, value: StructValue) -> int:
        """Return how many questions a try has."""
        number = len(value.all_questions)
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
        """Refuse a check without questions, and more to draw than there are; not in drafts."""
        cleaned = super().clean(value)
        problems = dict(self._problems(cleaned)) if not self.is_deferred_validation else {}
        if problems:
            raise StructBlockValidationError(
                block_errors={name: ValidationError(problem) for name, problem in problems.items()}
            )
        return cleaned

    def _problems(self, value: StructValue) -> Iterator[tuple[str, str]]:
        number = len(value.all_questions)
        if number == 0:
            yield "bank", _("Write a question below, or choose a bank with questions.")
        elif (value["drawn"] or 0) > number:
            yield "drawn", _("There are not so many questions. Add some, or write a smaller number.")

    class Meta:
        label = gettext_lazy("Knowledge check")
        icon = "clipboard-list"
        template = "courses/steps/check.html"
        value_class = CheckStepValue
