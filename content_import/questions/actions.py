"""Actions on imports of questions: plan, discard, take in, undo."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content_import.exceptions import QuestionImportRefused
from content_import.questions.enums import (
    DISCARD_QUESTIONS,
    PLAN_QUESTIONS,
    TAKE_IN_QUESTIONS,
    UNDO_QUESTIONS,
    QuestionImportState,
)
from content_import.questions.formats.values import QuestionFile
from content_import.questions.models import QuestionImport
from content_import.questions.planning import unchanged_ids, without_known
from courses.api import (
    AddQuestions,
    CreateQuestionBank,
    DeleteQuestionBank,
    QuestionBank,
    QuestionBankInUse,
    RemoveQuestions,
    banks_managed_by,
    is_trainer,
)
from people.api import Action, Change, LogEntry, Municipality, Person, Result

#: a plan that was not carried out is deleted after this time
MAX_AGE = dt.timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class PlanQuestions(Action[QuestionImport]):
    """Store which questions of a file are to be added to `bank`, or to a new one without it."""

    audit = PLAN_QUESTIONS

    file_name: str
    file: QuestionFile
    bank: QuestionBank | None = None
    title: str = ""
    owner: Municipality | None = None

    def check(self, by: Person) -> None:
        if self.bank is None:
            CreateQuestionBank(title=self.title, owner=self.owner, by=by).check(by)
        elif not banks_managed_by(by).filter(pk=self.bank.pk).exists():
            raise PermissionDenied

    def execute(self) -> Change[QuestionImport]:
        too_old = timezone.now() - MAX_AGE
        QuestionImport.objects.filter(state=QuestionImportState.PLANNED, created_at__lt=too_old).delete()
        bank = self.bank
        planned = QuestionImport(
            created_by=self.by,
            file_name=self.file_name[-255:],
            bank=bank,
            makes_bank=bank is None,
            title=bank.title if bank else self.title,
            owner=bank.owner if bank else self.owner,
        )
        planned.set_file(without_known(self.file, bank))
        planned.save()
        return Change(planned, [LogEntry(planned)])


@dataclass(frozen=True, kw_only=True)
class QuestionImportAction(Action[Result]):
    """An action on an import, for the person who planned it and is still a trainer."""

    question_import: QuestionImport

    def check(self, by: Person) -> None:
        if self.question_import.created_by != by or not is_trainer(by):
            raise PermissionDenied

    def locked(self, state: QuestionImportState) -> QuestionImport:
        """Return the import. Raises QuestionImportRefused if it has another state."""
        locked = QuestionImport.objects.select_for_update().filter(pk=self.question_import.pk).first()
        if locked is None or locked.state != state:
            raise QuestionImportRefused(_("This was done before, in another window. Look at its page again."))
        return locked


@dataclass(frozen=True, kw_only=True)
class DiscardQuestions(QuestionImportAction[None]):
    """Delete a plan."""

    audit = DISCARD_QUESTIONS

    def execute(self) -> Change[None]:
        planned = self.locked(QuestionImportState.PLANNED)
        entry = LogEntry(QuestionImport.objects.get(pk=planned.pk), options={"deleted": True})
        planned.delete()
        return Change(None, [entry])


@dataclass(frozen=True, kw_only=True)
class TakeInQuestions(QuestionImportAction[QuestionBank]):
    """Add the planned questions to the bank. Raises QuestionImportRefused for a plan without questions."""

    audit = TAKE_IN_QUESTIONS

    def execute(self) -> Change[QuestionBank]:
        planned = self.locked(QuestionImportState.PLANNED)
        if not planned.questions:
            raise QuestionImportRefused(_("There is no question to take in."))
        planned.bank = self._filled_bank(planned)
        planned.state = QuestionImportState.DONE
        planned.save(update_fields=["bank", "state"])
        return Change(planned.bank, [LogEntry(planned)])

    def _filled_bank(self, planned: QuestionImport) -> QuestionBank:
        raw = planned.raw_questions
        if planned.makes_bank:
            title, owner = planned.title, planned.owner
            return CreateQuestionBank(title=title, owner=owner, questions=raw, by=self.by).run()
        if planned.bank is None:
            raise QuestionImportRefused(_("The question bank was deleted. Begin anew."))
        return AddQuestions(bank=planned.bank, questions=raw, by=self.by).run()


@dataclass(frozen=True, kw_only=True)
class UndoQuestions(QuestionImportAction[str]):
    """Remove the questions of an import that nobody has changed since, and a bank that has no others.

    Return a sentence about what stays, "" if nothing does.
    """

    audit = UNDO_QUESTIONS

    def execute(self) -> Change[str]:
        done = self.locked(QuestionImportState.DONE)
        if done.bank is None:
            raise QuestionImportRefused(_("The question bank was deleted, so there is nothing to undo."))
        ids = unchanged_ids(done.raw_questions, done.bank)
        present = {question["id"] for question in done.bank.raw_questions}
        changed = len(present.intersection(q["id"] for q in done.raw_questions)) - len(ids)
        if done.makes_bank and present == set(ids):
            self._delete(done.bank)
            done.bank = None
        else:
            RemoveQuestions(bank=done.bank, ids=ids, by=self.by).run()
        done.state = QuestionImportState.UNDONE
        done.save(update_fields=["bank", "state"])
        return Change(_stays(changed), [LogEntry(done)])

    def _delete(self, bank: QuestionBank) -> None:
        try:
            DeleteQuestionBank(bank=bank, by=self.by).run()
        except QuestionBankInUse as used:
            raise QuestionImportRefused(str(used)) from None


def _stays(number: int) -> str:
    if not number:
        return ""
    sentence = ngettext(
        "%(number)d question stays, since somebody has changed it.",
        "%(number)d questions stay, since somebody has changed them.",
        number,
    )
    return sentence % {"number": number}
