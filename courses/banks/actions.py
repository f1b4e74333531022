"""Actions on question banks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue

from courses.banks.permissions import banks_managed_by
from courses.banks.queries import is_bank_used
from courses.exceptions import QuestionBankInUse
from courses.models import QuestionBank
from courses.permissions import is_trainer, may_own_shared, municipalities_trained_by
from people.api import Action, Change, LogEntry, Municipality, Person, Result

#: a question as a stream stores it
RawQuestion = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class CreateQuestionBank(Action[QuestionBank]):
    """Create a bank of a municipality, or of all without an owner."""

    audit = "wagtail.create"
    is_of_system = True

    title: str
    owner: Municipality | None
    questions: Sequence[RawQuestion] = ()

    def check(self, by: Person) -> None:
        if not is_trainer(by):
            raise PermissionDenied
        may = self.owner in municipalities_trained_by(by) if self.owner else may_own_shared(by)
        if not may:
            raise PermissionDenied

    def execute(self) -> Change[QuestionBank]:
        bank = QuestionBank(title=self.title, owner=self.owner)
        _set_questions(bank, self.questions)
        bank.save()
        bank.save_revision(user=self.by)
        return Change(bank, [LogEntry(bank)])


@dataclass(frozen=True, kw_only=True)
class BankAction(Action[Result]):
    """An action on a bank, for those who manage it."""

    bank: QuestionBank

    def check(self, by: Person) -> None:
        if not banks_managed_by(by).filter(pk=self.bank.pk).exists():
            raise PermissionDenied

    def locked(self) -> QuestionBank:
        return QuestionBank.objects.select_for_update().get(pk=self.bank.pk)


@dataclass(frozen=True, kw_only=True)
class AddQuestions(BankAction[QuestionBank]):
    """Add questions to the end of a bank."""

    audit = "wagtail.edit"

    questions: Sequence[RawQuestion]

    def execute(self) -> Change[QuestionBank]:
        return _changed(self.locked(), lambda raw: [*raw, *self.questions], self.by)


@dataclass(frozen=True, kw_only=True)
class RemoveQuestions(BankAction[QuestionBank]):
    """Remove the questions with these ids from a bank."""

    audit = "wagtail.edit"

    ids: Collection[str]

    def execute(self) -> Change[QuestionBank]:
        return _changed(
            self.locked(), lambda raw: [each for each in raw if each["id"] not in self.ids], self.by
        )


@dataclass(frozen=True, kw_only=True)
class DeleteQuestionBank(BankAction[None]):
    """Delete a bank. Raises QuestionBankInUse while a module uses it, also in a draft."""

    audit = "wagtail.delete"

    def execute(self) -> Change[None]:
        bank = self.locked()
        if is_bank_used(bank):
            raise QuestionBankInUse(
                _("“%(bank)s” is used by a module, so it must stay. Remove it there first.") % {"bank": bank}
            )
        entry = LogEntry(QuestionBank.objects.get(pk=bank.pk), options={"deleted": True})
        bank.delete()
        return Change(None, [entry])


def _changed(
    bank: QuestionBank,
    change: Callable[[list[dict[str, Any]]], Sequence[RawQuestion]],
    by: Person | None,
) -> Change[QuestionBank]:
    """Save the bank with the changed questions as a new revision."""
    _set_questions(bank, change(bank.raw_questions))
    bank.save()
    revision = bank.save_revision(user=by)
    return Change(bank, [LogEntry(bank, options={"revision": revision})])


def _set_questions(bank: QuestionBank, raw: Sequence[RawQuestion]) -> None:
    field: Any = QuestionBank._meta.get_field("questions")
    bank.questions = StreamValue(field.stream_block, [dict(question) for question in raw], is_lazy=True)
