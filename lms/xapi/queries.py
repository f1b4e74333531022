"""Queries for the delivery status."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Min, Model, QuerySet

from lms.attempts.api import JournalEntry, position_of
from lms.records.api import Completion
from lms.xapi.collecting import COMPLETIONS, JOURNAL
from lms.xapi.enums import DeliveryState
from lms.xapi.models import Sender, Statement


@dataclass(frozen=True)
class Status:
    """The delivery status of statements."""

    waiting: int
    waiting_since: dt.datetime | None
    sent: int
    refused: int
    #: commits and completions without statements so far
    unread: int
    sender: Sender


def sending_status() -> Status:
    """Return the delivery status; seven queries."""
    counts = dict(Statement.objects.values_list("state").annotate(Count("pk")).order_by())
    waiting = Statement.objects.filter(state=DeliveryState.WAITING)
    return Status(
        waiting=counts.get(DeliveryState.WAITING, 0),
        waiting_since=waiting.aggregate(since=Min("created_at"))["since"],
        sent=counts.get(DeliveryState.SENT, 0),
        refused=counts.get(DeliveryState.REFUSED, 0),
        unread=_unread(_journal(), JOURNAL) + _unread(Completion.objects.all(), COMPLETIONS),
        sender=Sender.objects.first() or Sender(),
    )


def _journal() -> QuerySet[JournalEntry]:
    return JournalEntry.objects.filter(refusal="", launch__attempt__module__trial_of=None)


def _unread(rows: QuerySet[Model], consumer: str) -> int:
    """Return the number of rows after the position of a consumer; 0 before its first run."""
    position = position_of(consumer)
    return 0 if position is None else rows.filter(pk__gt=position).count()
