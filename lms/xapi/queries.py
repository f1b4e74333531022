"""Queries for the delivery status."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Min

from lms.attempts.api import JournalEntry
from lms.records.api import Completion
from lms.xapi.enums import DeliveryState
from lms.xapi.models import Reading, Sender, Statement


@dataclass(frozen=True)
class Status:
    """The delivery status of statements."""

    waiting: int
    waiting_since: dt.datetime | None
    sent: int
    refused: int
    #: commits and completions without statements so far
    unread: int
    failures: int
    failure: str
    try_at: dt.datetime | None
    sent_at: dt.datetime | None


def sending_status() -> Status:
    """Return the delivery status; five queries."""
    counts = dict(Statement.objects.values_list("state").annotate(Count("pk")).order_by())
    waiting = Statement.objects.filter(state=DeliveryState.WAITING)
    reading, sender = Reading.objects.first(), Sender.objects.first() or Sender()
    unread = 0
    if reading is not None:
        unread = JournalEntry.objects.filter(pk__gt=reading.journal, refusal="").count()
        unread += Completion.objects.filter(pk__gt=reading.completions).count()
    return Status(
        waiting=counts.get(DeliveryState.WAITING, 0),
        waiting_since=waiting.aggregate(since=Min("created_at"))["since"],
        sent=counts.get(DeliveryState.SENT, 0),
        refused=counts.get(DeliveryState.REFUSED, 0),
        unread=unread,
        failures=sender.failures,
        failure=sender.failure,
        try_at=sender.try_at,
        sent_at=sender.sent_at,
    )
