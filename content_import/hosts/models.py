"""Permissions for packages to show files from other hosts, and fetches of such files."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content_import.hosts.enums import UNFINISHED, FetchProblem, FetchState
from content_import.hosts.names import MAX_LENGTH
from courses.api import Package
from infrastructure.db.api import UnindexedModel


class HostPermissionQuerySet(models.QuerySet["HostPermission"]):
    """A queryset of permissions."""

    def open(self) -> HostPermissionQuerySet:
        """Return requests and permissions that are not ended."""
        return self.filter(ended_at=None)

    def undecided(self) -> HostPermissionQuerySet:
        """Return the requests without a decision, oldest first."""
        return self.open().filter(allowed_at=None).order_by("requested_at")

    def in_force(self, day: dt.date) -> HostPermissionQuerySet:
        return self.open().filter(expires_on__gte=day)


class HostPermission(UnindexedModel):
    """A trainer's request to show files from one host in one package, and a site administrator's decision.

    It covers images, media and fonts (`lms.content_origin.policies`), until `expires_on` or an earlier end.
    """

    REASON_LENGTH = 500

    package = models.ForeignKey(Package, models.CASCADE, related_name="host_permissions")
    host = models.CharField(_("host"), max_length=MAX_LENGTH)
    request_reason = models.CharField(_("why it is needed"), max_length=REASON_LENGTH)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    requested_at = models.DateTimeField(auto_now_add=True)
    #: why the site administrator allows it, "" without a decision
    reason = models.CharField(_("why it is allowed"), max_length=REASON_LENGTH, blank=True)
    expires_on = models.DateField(_("last day"), null=True, blank=True)
    allowed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    allowed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = HostPermissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("permission for a host")
        verbose_name_plural = _("permissions for hosts")
        constraints = [
            models.UniqueConstraint(
                fields=["package", "host"], condition=Q(ended_at=None), name="host_permission_open_once"
            ),
            models.CheckConstraint(condition=~Q(request_reason=""), name="host_permission_has_request"),
            models.CheckConstraint(
                condition=Q(reason="", expires_on=None, allowed_at=None)
                | (~Q(reason="") & Q(expires_on__isnull=False, allowed_at__isnull=False)),
                name="host_permission_allowed_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("requested_at")),
                name="host_permission_ends_after_request",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.package}: {self.host}"

    @property
    def is_allowed(self) -> bool:
        """True while it is in force."""
        if self.ended_at is not None or self.expires_on is None:
            return False
        return self.expires_on >= timezone.localdate()

    @property
    def is_requested(self) -> bool:
        return self.ended_at is None and self.allowed_at is None


class HostFetchQuerySet(models.QuerySet["HostFetch"]):
    """A queryset of fetches."""

    def unfinished(self) -> HostFetchQuerySet:
        return self.filter(state__in=UNFINISHED)

    def fail(self, problem: FetchProblem, where: str) -> int:
        """Finish the unfinished ones with a problem; return their number."""
        return self.unfinished().update(
            state=FetchState.FAILED,
            problem=problem,
            where=where[: HostFetch.WHERE_LENGTH],
            finished_at=timezone.now(),
        )


class HostFetch(UnindexedModel):
    """A site administrator's order to copy a host's files into a new version of the package."""

    WHERE_LENGTH = 500
    #: a fetch that has not started by then, or not finished this long after its start, was interrupted
    END_TIMEOUT = dt.timedelta(minutes=20)

    package = models.ForeignKey(Package, models.CASCADE, related_name="host_fetches")
    host = models.CharField(_("host"), max_length=MAX_LENGTH)
    reason = models.CharField(_("why it is allowed"), max_length=HostPermission.REASON_LENGTH)
    state = models.CharField(max_length=10, choices=FetchState, default=FetchState.WAITING)
    problem = models.CharField(max_length=20, choices=FetchProblem, blank=True)
    #: the address, host or file that the problem is about
    where = models.CharField(max_length=WHERE_LENGTH, blank=True)
    #: the new version, once it is imported
    result = models.ForeignKey(Package, models.SET_NULL, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    #: the start of the run that owns it; a later run writes its own
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = HostFetchQuerySet.as_manager()

    class Meta:
        verbose_name = _("fetch from a host")
        verbose_name_plural = _("fetches from hosts")
        constraints = [
            models.UniqueConstraint(
                fields=["package", "host"],
                condition=Q(state__in=sorted(UNFINISHED)),
                name="host_fetch_unfinished_once",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="host_fetch_has_reason"),
            models.CheckConstraint(
                condition=Q(state=FetchState.FAILED) ^ Q(problem=""), name="host_fetch_failed_for_a_problem"
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(UNFINISHED)) ^ Q(finished_at__isnull=False),
                name="host_fetch_finished_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state=FetchState.FAILED)
                | (Q(state=FetchState.WAITING) ^ Q(started_at__isnull=False)),
                name="host_fetch_started_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.package}: {self.host}"

    @property
    def is_unfinished(self) -> bool:
        return self.state in UNFINISHED and not self.is_overdue

    @property
    def is_overdue(self) -> bool:
        """True when it was interrupted and will not be continued."""
        start = self.started_at or self.created_at
        return self.state in UNFINISHED and start < timezone.now() - self.END_TIMEOUT

    @property
    def problem_message(self) -> str:
        """Return the problem as a sentence with what to do, "" without a problem."""
        problem = FetchProblem.CUT_OFF if self.is_overdue else self.problem
        return str(FetchProblem(problem).label) % {"where": self.where or self.host} if problem else ""
