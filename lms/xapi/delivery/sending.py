"""Delivery of statements: in order, by one sender at a time, with retries and isolation of bad statements."""

from __future__ import annotations

import datetime as dt
import logging
import secrets
import time
from collections.abc import Sequence

from django.db.models import F, Q
from django.utils import timezone

from lms.xapi.delivery.client import AlreadyStored, RecordStore, Refused, Unavailable
from lms.xapi.enums import DeliveryState
from lms.xapi.models import Sender, Statement

logger = logging.getLogger(__name__)

BATCH = 50
#: seconds of the lease after each request; longer than a request can take
LEASE = 90.0
#: seconds to wait after the first failure, doubled after each, and at most
FIRST_WAIT, MAX_WAIT = 5.0, 3600.0
#: consecutive failures from which on statements are sent one by one, to deliver as many as possible
ONE_BY_ONE_FROM = 3
#: status 500 from an available store after which a statement is marked as refused
MAX_ERRORS = 8
#: days for which sent statements are stored
RETENTION_DAYS = 30


def send_waiting(*, seconds: float = 20.0) -> int:
    """Send waiting statements for about `seconds`; return how many were sent or refused.

    Do nothing while another sender has the lease, or before the time of the next try.
    """
    holder = _take_lease()
    if holder is None:
        return 0
    until, settled = time.monotonic() + seconds, 0
    try:
        with RecordStore.of_settings() as store:
            while time.monotonic() < until and (batch := _next_batch()):
                settled += _deliver(store, batch)
                _succeeded(holder)
    except Unavailable as failure:
        _failed(holder, failure)
    finally:
        Sender.objects.filter(holder=holder).update(holder="", held_until=None)
    return settled


def send_refused_again() -> int:
    """Mark refused statements as waiting; return their number."""
    return Statement.objects.filter(state=DeliveryState.REFUSED).update(
        state=DeliveryState.WAITING, settled_at=None, tries=0, answer=""
    )


def prune_sent() -> int:
    """Delete old sent statements; refused ones stay until somebody sends them again."""
    before = timezone.now() - dt.timedelta(days=RETENTION_DAYS)
    return Statement.objects.filter(state=DeliveryState.SENT, settled_at__lt=before).delete()[0]


def _deliver(store: RecordStore, batch: Sequence[Statement]) -> int:
    """Send a batch, split in halves around refused statements; return how many were sent or refused.

    A store accepts a batch as a whole or not at all, so the halves keep the order. Raise Unavailable.
    """
    try:
        store.send([statement.body for statement in batch])
    except (Refused, AlreadyStored) as answer:
        if len(batch) > 1:
            middle = len(batch) // 2
            return _deliver(store, batch[:middle]) + _deliver(store, batch[middle:])
        # The identifier is derived from the content, so the store has this statement already.
        is_stored = isinstance(answer, AlreadyStored)
        _settle(batch, DeliveryState.SENT if is_stored else DeliveryState.REFUSED, str(answer))
    except Unavailable as failure:
        _count_try(store, batch, failure)
        raise
    else:
        _settle(batch, DeliveryState.SENT)
    return len(batch)


def _count_try(store: RecordStore, batch: Sequence[Statement], failure: Unavailable) -> None:
    """Count a try, and mark a single statement as refused after repeated status 500 of an available store."""
    Statement.objects.filter(pk__in=[statement.pk for statement in batch]).update(tries=F("tries") + 1)
    is_its_fault = failure.is_fault and len(batch) == 1 and batch[0].tries + 1 >= MAX_ERRORS
    if is_its_fault and store.is_available():
        _settle(batch, DeliveryState.REFUSED, str(failure))


def _settle(batch: Sequence[Statement], state: DeliveryState, answer: str = "") -> None:
    Statement.objects.filter(pk__in=[statement.pk for statement in batch]).update(
        state=state, answer=answer, settled_at=timezone.now(), tries=F("tries") + 1
    )


def _next_batch() -> list[Statement]:
    failures = Sender.objects.filter(pk=1).values_list("failures", flat=True).first() or 0
    size = 1 if failures >= ONE_BY_ONE_FROM else BATCH
    return list(Statement.objects.filter(state=DeliveryState.WAITING).order_by("pk")[:size])


def _take_lease() -> str | None:
    """Acquire the lease and return its token, or None if it is taken or it is too early.

    The lease of a killed sender expires.
    """
    Sender.objects.get_or_create(pk=1)
    now, holder = timezone.now(), secrets.token_hex(16)
    is_free = Q(held_until=None) | Q(held_until__lt=now)
    may_try = Q(try_at=None) | Q(try_at__lte=now)
    acquired = Sender.objects.filter(is_free, may_try, pk=1).update(holder=holder, held_until=_lease_end())
    return holder if acquired else None


def _lease_end() -> dt.datetime:
    return timezone.now() + dt.timedelta(seconds=LEASE)


def _succeeded(holder: str) -> None:
    """Reset the failures and extend the lease. Raise Unavailable if another sender has acquired it."""
    now = timezone.now()
    updated = Sender.objects.filter(holder=holder).update(
        held_until=_lease_end(), failures=0, failure="", try_at=None, sent_at=now
    )
    if not updated:
        raise Unavailable("another sender has taken over")


def _failed(holder: str, failure: Unavailable) -> None:
    sender = Sender.objects.filter(holder=holder).first()
    if sender is None:
        return
    # Bounded, since the failures of months would overflow a float.
    wait = min(FIRST_WAIT * 2 ** min(sender.failures, 16), MAX_WAIT)
    if failure.wait is not None:
        wait = max(wait, min(failure.wait, MAX_WAIT))
    sender.failures, sender.failure = sender.failures + 1, str(failure)
    sender.try_at = timezone.now() + dt.timedelta(seconds=wait)
    sender.save(update_fields=["failures", "failure", "try_at"])
