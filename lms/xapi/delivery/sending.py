"""Sending what waits: in order, by one at a time, again after a failure, never stuck on a bad statement."""

from __future__ import annotations

import datetime as dt
import logging
import secrets
import time
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from lms.xapi.delivery.client import AlreadyKept, RecordStore, Refused, Unavailable
from lms.xapi.enums import StatementState
from lms.xapi.models import Sender, Statement
from people.api import Person

logger = logging.getLogger(__name__)

BATCH = 50
#: seconds that a sender holds the lease from each request on: longer than a request can take
LEASE = 90.0
#: seconds to wait after the first failure; twice as long after each, but at most an hour
FIRST_WAIT, LONGEST_WAIT = 5.0, 3600.0
#: from this many failures in a row on, statements are sent one by one, to get past as many as possible
ONE_BY_ONE_FROM = 3
#: a statement over which a store that is well has stumbled this often is set aside
MOST_STUMBLES = 8
#: how long what was sent is kept here
KEPT_DAYS = 30


def send_waiting(*, seconds: float = 20.0) -> int:
    """Send what waits, for about so long; return how many statements were settled.

    Does nothing while another sends, or while it is too early to try again.
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
    """Let the statements that were refused wait once more; return how many."""
    return Statement.objects.filter(state=StatementState.REFUSED).update(
        state=StatementState.WAITING, settled_at=None, tries=0, answer=""
    )


@transaction.atomic
def send_again_now(*, by: Person) -> int:
    """Let what was refused wait once more, end the pause after a failure, and put a sending in the queue.

    Returns how many had been refused. The order is kept: it is that of the statements, not of the tries.
    """
    from lms.xapi.tasks import send_statements  # the task calls back into this module

    refused = send_refused_again()
    Sender.objects.update(try_at=None)
    transaction.on_commit(send_statements.enqueue)
    logger.info("Statements are sent again, %s refused ones among them, as %s asked.", refused, by.pk)
    return refused


def prune_sent() -> int:
    """Forget what was sent long ago; refused ones are kept until somebody has looked at them."""
    before = timezone.now() - dt.timedelta(days=KEPT_DAYS)
    return Statement.objects.filter(state=StatementState.SENT, settled_at__lt=before).delete()[0]


def _deliver(store: RecordStore, batch: Sequence[Statement]) -> int:
    """Send a batch, halved again and again around what the store does not take; return how many were settled.

    A store takes a batch as a whole or not at all, so the halves keep the order. Raises Unavailable.
    """
    try:
        store.send([statement.body for statement in batch])
    except (Refused, AlreadyKept) as answer:
        if len(batch) > 1:
            middle = len(batch) // 2
            return _deliver(store, batch[:middle]) + _deliver(store, batch[middle:])
        # The identifier is made from what the statement tells: the store has been told.
        is_kept = isinstance(answer, AlreadyKept)
        _settle(batch, StatementState.SENT if is_kept else StatementState.REFUSED, str(answer))
    except Unavailable as failure:
        _count_try(store, batch, failure)
        raise
    else:
        _settle(batch, StatementState.SENT)
    return len(batch)


def _count_try(store: RecordStore, batch: Sequence[Statement], failure: Unavailable) -> None:
    """Set the statement aside that a store stumbles over again and again while it is otherwise well."""
    Statement.objects.filter(pk__in=[one.pk for one in batch]).update(tries=F("tries") + 1)
    is_its_fault = failure.is_fault and len(batch) == 1 and batch[0].tries + 1 >= MOST_STUMBLES
    if is_its_fault and store.is_well():
        _settle(batch, StatementState.REFUSED, str(failure))


def _settle(batch: Sequence[Statement], state: StatementState, answer: str = "") -> None:
    Statement.objects.filter(pk__in=[statement.pk for statement in batch]).update(
        state=state, answer=answer, settled_at=timezone.now(), tries=F("tries") + 1
    )


def _next_batch() -> list[Statement]:
    failures = Sender.objects.filter(pk=1).values_list("failures", flat=True).first() or 0
    size = 1 if failures >= ONE_BY_ONE_FROM else BATCH
    return list(Statement.objects.filter(state=StatementState.WAITING).order_by("pk")[:size])


def _take_lease() -> str | None:
    """Become the sender, or None where another is or it is too early. A killed one's lease runs out."""
    Sender.objects.get_or_create(pk=1)
    now, holder = timezone.now(), secrets.token_hex(16)
    is_free = Q(held_until=None) | Q(held_until__lt=now)
    may_try = Q(try_at=None) | Q(try_at__lte=now)
    taken = Sender.objects.filter(is_free, may_try, pk=1).update(holder=holder, held_until=_lease_end())
    return holder if taken else None


def _lease_end() -> dt.datetime:
    return timezone.now() + dt.timedelta(seconds=LEASE)


def _succeeded(holder: str) -> None:
    """Note it and hold on. Raises Unavailable for one whose lease went to another meanwhile."""
    now = timezone.now()
    kept = Sender.objects.filter(holder=holder).update(
        held_until=_lease_end(), failures=0, failure="", try_at=None, sent_at=now
    )
    if not kept:
        raise Unavailable("another sender has taken over")


def _failed(holder: str, failure: Unavailable) -> None:
    sender = Sender.objects.filter(holder=holder).first()
    if sender is None:
        return
    # A store that is away for months would else make a number too large for a float.
    wait = min(FIRST_WAIT * 2 ** min(sender.failures, 16), LONGEST_WAIT)
    if failure.wait is not None:
        wait = max(wait, min(failure.wait, LONGEST_WAIT))
    sender.failures, sender.failure = sender.failures + 1, str(failure)
    sender.try_at = timezone.now() + dt.timedelta(seconds=wait)
    sender.save(update_fields=["failures", "failure", "try_at"])
