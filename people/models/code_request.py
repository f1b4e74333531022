"""One-time codes, and requests for one to an account that several municipalities use."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from infrastructure.db.api import UnindexedModel
from people.models.unit import Municipality
from people.querysets import CodeRequestQuerySet


class CodeRequest(UnindexedModel):
    """A manager's request to hand out a code; an administrator of each municipality approves it.

    It ends when a code is used, or after `permissions.REQUEST_LIFETIME`.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="code_requests")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = CodeRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("code request")
        verbose_name_plural = _("code requests")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "requested_by"],
                condition=Q(closed_at__isnull=True),
                name="code_request_open_once",
            ),
            models.CheckConstraint(
                condition=~Q(person=F("requested_by")), name="code_request_for_somebody_else"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.requested_by}"


class CodeApproval(UnindexedModel):
    """One municipality's approval of a request, given by its administrator."""

    request = models.ForeignKey(CodeRequest, models.CASCADE, related_name="approvals")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("code approval")
        verbose_name_plural = _("code approvals")
        constraints = [
            models.UniqueConstraint(fields=["request", "municipality"], name="code_approved_once_each")
        ]

    def __str__(self) -> str:
        return f"{self.request}: {self.municipality}"


class OneTimeCode(UnindexedModel):
    """A code by which its person can choose a new password once, for a short time. The hash is stored."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="one_time_codes")
    code_hash = models.CharField(max_length=128)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    failed_attempts = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.person} {self.created_at:%Y-%m-%d %H:%M}"
