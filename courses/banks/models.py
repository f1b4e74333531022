"""Banks of questions that the knowledge checks of several modules draw from."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import RevisionMixin

from courses.questions.kinds import QuestionsBlock
from people.api import Municipality


class QuestionsField(StreamField):
    """A field of questions. Migrations have the field without its blocks, so a new kind needs none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(QuestionsBlock(), **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _args, kwargs = super().deconstruct()
        del kwargs["block_lookup"]
        return name, path, [], kwargs


class QuestionBank(RevisionMixin, models.Model):
    """Questions that knowledge checks draw from. Module versions have copies of them.

    Without an owner it is shared by all municipalities.
    """

    title = models.CharField(_("title"), max_length=120)
    owner = models.ForeignKey(
        Municipality,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="question_banks",
        verbose_name=_("whose it is"),
    )
    questions = QuestionsField(verbose_name=_("questions"), blank=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        ordering = ["title"]
        verbose_name = _("question bank")
        verbose_name_plural = _("question banks")

    def __str__(self) -> str:
        return self.title

    @property
    def owner_name(self) -> str:
        """The name of the owner, as shown to users."""
        return str(self.owner or _("Shared by all"))

    @property
    def raw_questions(self) -> list[dict[str, Any]]:
        """The questions as the stream stores them."""
        raw: list[dict[str, Any]] = self.questions.get_prep_value()
        return raw
