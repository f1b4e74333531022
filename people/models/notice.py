"""Notices to a person, and their e-mails."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from infrastructure.db.api import UnindexedModel
from people.enums import NoticeKind
from people.models.constraints import sent_after_tried
from people.models.queued_mail import QueuedMail
from people.querysets import NoticeMailQuerySet, NoticeQuerySet


class Notice(UnindexedModel):
    """A notice on the site, unread until the person marks it as read."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=30, choices=NoticeKind)
    #: names and days as they were at the time, by the placeholders of the kind's sentence
    details = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [models.Index(fields=["person", "read_at", "-created_at"], name="notice_unread")]
        constraints = [
            models.CheckConstraint(
                condition=Q(read_at__isnull=True) | Q(read_at__gte=F("created_at")),
                name="notice_read_after_created",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.kind} {self.created_at:%Y-%m-%d %H:%M}"


class NoticeMail(QueuedMail):
    """The e-mail of a notice; it is sent to the address that the person has then."""

    notice = models.OneToOneField(Notice, models.CASCADE, related_name="mail")

    objects = NoticeMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("e-mail of a notice")
        verbose_name_plural = _("e-mails of notices")
        indexes = [
            models.Index(fields=["tried_at"], condition=Q(sent_at__isnull=True), name="notice_mail_waiting")
        ]
        constraints = [
            sent_after_tried("notice_mail_sent_after_tried"),
        ]

    def __str__(self) -> str:
        return f"{self.notice} {self.sent_at or ''}".strip()
