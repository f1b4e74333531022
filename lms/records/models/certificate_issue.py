"""The model of certificates issued again in a later name."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.records.exceptions import CompletionIsImmutable
from lms.records.models.completion import Completion

#: the certificate in the name of the day of completion is the first issue and has no row
FIRST_ISSUE = 1


class CertificateIssue(models.Model):
    """A new issue of the certificate of a completion, in the name of the person at that time. Append-only.

    Earlier issues do not change and their codes stay valid.
    """

    completion = models.ForeignKey(Completion, models.PROTECT, related_name="issues")
    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=301)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("certificate issue")
        verbose_name_plural = _("certificate issues")
        constraints = [
            models.UniqueConstraint(fields=["completion", "number"], name="certificate_issue_numbered_once"),
            models.CheckConstraint(condition=Q(number__gt=FIRST_ISSUE), name="certificate_issue_is_later"),
            models.CheckConstraint(condition=~Q(name=""), name="certificate_issue_has_name"),
        ]

    def __str__(self) -> str:
        return f"{self.completion} {self.number}: {self.name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise CompletionIsImmutable
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise CompletionIsImmutable
