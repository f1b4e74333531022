"""Imports of questions into question banks."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from content_import.questions.enums import QuestionImportState
from content_import.questions.formats.values import FoundQuestion, QuestionFile
from courses.api import QuestionBank
from infrastructure.db.api import UnindexedModel
from people.api import Municipality, Person


class QuestionImportQuerySet(models.QuerySet["QuestionImport"]):
    """A queryset of imports."""

    def of(self, person: Person) -> QuestionImportQuerySet:
        """Return those of the person; nobody else sees them."""
        return self.filter(created_by=person)


class QuestionImport(UnindexedModel):
    """A file of questions, read but not kept: its questions, to be added to a bank or to a new one.

    `questions` is a list of `{"where", "notices", "raw"}`, of which `raw` is as a stream stores it, and
    `left_out` one of `{"where", "reason"}`.
    """

    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=QuestionImportState, default=QuestionImportState.PLANNED)
    file_name = models.CharField(max_length=255)
    #: the bank that is added to, or that the import has made
    bank = models.ForeignKey(QuestionBank, models.SET_NULL, null=True, blank=True, related_name="+")
    makes_bank = models.BooleanField(default=False)
    title = models.CharField(max_length=120)
    owner = models.ForeignKey(Municipality, models.PROTECT, null=True, blank=True, related_name="+")
    questions = models.JSONField(default=list)
    left_out = models.JSONField(default=list)

    objects = QuestionImportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("import of questions")
        verbose_name_plural = _("imports of questions")

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_planned(self) -> bool:
        return self.state == QuestionImportState.PLANNED

    @property
    def may_be_undone(self) -> bool:
        return self.state == QuestionImportState.DONE and self.bank_id is not None

    @property
    def raw_questions(self) -> list[dict[str, Any]]:
        return [question["raw"] for question in self.questions]

    def set_file(self, file: QuestionFile) -> None:
        """Set the questions of a file and those that are left out."""
        self.questions = [
            {"where": question.where, "notices": list(question.notices), "raw": raw_of(question)}
            for question in file.questions
        ]
        self.left_out = [{"where": left.where, "reason": left.reason} for left in file.left_out]


def raw_of(question: FoundQuestion) -> dict[str, Any]:
    """Return a question as a stream stores it, with an id of its own."""
    return {"type": question.kind, "id": str(uuid4()), "value": question.values}
