"""Choices of imports of questions, and their actions in Wagtail's log."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class QuestionImportState(TextChoices):
    """The state of an import."""

    PLANNED = "planned", _("Not yet taken in")
    DONE = "done", _("Taken in")
    UNDONE = "undone", _("Undone")


#: the actions in Wagtail's log
PLAN_QUESTIONS = "content_import.plan_questions"
DISCARD_QUESTIONS = "content_import.discard_questions"
TAKE_IN_QUESTIONS = "content_import.take_in_questions"
UNDO_QUESTIONS = "content_import.undo_questions"
LABELS = {
    PLAN_QUESTIONS: _("Import of questions planned"),
    DISCARD_QUESTIONS: _("Import of questions discarded"),
    TAKE_IN_QUESTIONS: _("Questions taken in"),
    UNDO_QUESTIONS: _("Import of questions undone"),
}
