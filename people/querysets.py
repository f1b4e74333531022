"""Querysets of people, employments, roles, notices and e-mails."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from infrastructure.db.api import AppendOnlyQuerySet
from people.enums import RoleKind

if TYPE_CHECKING:
    import people.models  # noqa: F401 - the strings in QuerySet["…"] name its classes
    from people.models import Municipality, Unit


def valid_on(day: dt.date, prefix: str = "") -> Q:
    """Return the condition that the period valid_from-valid_to (both included, null: no end) includes `day`.

    `prefix` leads to the model with the period, such as "employments__".
    """
    has_begun = Q(**{f"{prefix}valid_from__lte": day})
    return has_begun & (Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gte": day}))


#: an e-mail of a notice is not sent later than this; the notice remains on the site
MAIL_LIFETIME = dt.timedelta(days=3)


def may_be_sent(tried_before: dt.datetime, most_tries: int) -> Q:
    """Return the condition that an e-mail is neither sent nor just tried, nor tried too often."""
    may_be_tried = Q(tried_at__isnull=True) | Q(tried_at__lt=tried_before, tries__lt=most_tries)
    return may_be_tried & Q(sent_at__isnull=True)


class EmploymentQuerySet(models.QuerySet["people.models.Employment"]):
    """A queryset of employments by day and subtree: the definition of "is employed in a subtree on a day"."""

    def on_day(self, day: dt.date) -> Self:
        return self.filter(valid_on(day))

    def not_over(self, day: dt.date) -> Self:
        """Return the employments that include `day` or begin after it."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))

    def in_subtree(self, unit: Unit) -> Self:
        return self.filter(unit.subtree("unit__"))

    def in_municipality(self, municipality: Municipality) -> Self:
        return self.filter(unit__municipality=municipality)

    def counted_on(self, day: dt.date) -> Self:
        """Return the employments whose person counts in figures that day: not on leave from this employer."""
        leave = apps.get_model("people", "Leave").objects.on_day(day)
        own = leave.filter(person=OuterRef("person"), municipality=OuterRef("unit__municipality"))
        return self.on_day(day).filter(~Exists(own))


class LeaveQuerySet(models.QuerySet["people.models.Leave"]):
    """A queryset of leaves by day and employer."""

    def on_day(self, day: dt.date) -> Self:
        return self.filter(valid_on(day))

    def during(self, employments: EmploymentQuerySet) -> Self:
        """Return the leaves from the employer of one of these employments that overlap it."""
        end = Coalesce(OuterRef("valid_to"), models.Value(dt.date.max, models.DateField()))
        not_over = Q(valid_to__isnull=True) | Q(valid_to__gte=OuterRef("valid_from"))
        own = employments.filter(person=OuterRef("person"), unit__municipality=OuterRef("municipality"))
        return self.filter(Exists(own.filter(not_over, valid_from__lte=end)))


class PersonQuerySet(models.QuerySet["people.models.Person"]):
    """A queryset of people by employment."""

    def employed_in(self, unit: Unit, day: dt.date) -> Self:
        """Return the distinct people employed in the unit's subtree that day."""
        employments = apps.get_model("people", "Employment").objects.on_day(day).in_subtree(unit)
        return self.filter(Exists(employments.filter(person=OuterRef("pk"))))

    def employed_in_municipality(self, municipality: Municipality, day: dt.date) -> Self:
        employments = apps.get_model("people", "Employment").objects.on_day(day)
        return self.filter(Exists(employments.in_municipality(municipality).filter(person=OuterRef("pk"))))


class RoleQuerySet(models.QuerySet["people.models.Role"]):
    """A queryset of roles by kind."""

    def of_kind(self, kind: RoleKind) -> Self:
        return self.filter(kind=kind)


class NoticeQuerySet(models.QuerySet["people.models.Notice"]):
    """A queryset of notices by whether they are read."""

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def newest_first(self) -> Self:
        return self.order_by("-created_at", "-pk")


class QueuedMailQuerySet(models.QuerySet[Any]):
    """A queryset of e-mails by whether they are to be sent."""

    def waiting(self, *, now: dt.datetime, tried_before: dt.datetime, most_tries: int) -> Self:
        """Return unsent e-mails, untried or last before `tried_before` and less than `most_tries` times."""
        return self.filter(may_be_sent(tried_before, most_tries))


class NoticeMailQuerySet(QueuedMailQuerySet):
    """A queryset of e-mails of notices by whether they are to be sent."""

    def waiting(self, *, now: dt.datetime, tried_before: dt.datetime, most_tries: int) -> Self:
        """Return the e-mails to send: not older than `MAIL_LIFETIME`, to active persons with an address."""
        waiting = super().waiting(now=now, tried_before=tried_before, most_tries=most_tries)
        recent = waiting.filter(notice__created_at__gt=now - MAIL_LIFETIME, notice__person__is_active=True)
        return recent.exclude(notice__person__email="").select_related("notice__person")


class EmailChangeQuerySet(QueuedMailQuerySet):
    """A queryset of unconfirmed addresses by whether their link is to be sent."""

    def waiting(self, *, now: dt.datetime, tried_before: dt.datetime, most_tries: int) -> Self:
        waiting = super().waiting(now=now, tried_before=tried_before, most_tries=most_tries)
        return waiting.filter(person__is_active=True)

    def requested_before(self, moment: dt.datetime) -> Self:
        return self.filter(requested_at__lt=moment)


class CodeRequestQuerySet(models.QuerySet["people.models.CodeRequest"]):
    """A queryset of code requests by whether they are open."""

    def open_at(self, moment: dt.datetime, lifetime: dt.timedelta) -> Self:
        """Return the requests that are not closed and were made within the lifetime before `moment`."""
        return self.filter(closed_at__isnull=True, created_at__gt=moment - lifetime, created_at__lte=moment)

    def close(self) -> int:
        return self.filter(closed_at__isnull=True).update(closed_at=timezone.now())


class AuditEntryQuerySet(AppendOnlyQuerySet["people.models.AuditEntry"]):
    """A queryset of audit entries that refuses changes and deletions."""

    def newest_first(self) -> Self:
        return self.order_by("-created_at", "-pk")
