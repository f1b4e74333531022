"""Reading of append-only tables (the journal, the completions), each row once per consumer."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db import models, transaction

from lms.attempts.models import Cursor

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True)
class Batch(Generic[Row]):
    """Rows that a consumer has not read yet; empty when only its position is to be advanced."""

    rows: Sequence[Row]
    consumer: str
    start: int
    end: int

    def store(self, write: Callable[[], object]) -> bool:
        """Advance the position and call `write` in one transaction; return False if another worker has.

        A worker that is killed has done both or neither, so that every row is counted once.
        """
        with transaction.atomic():
            at_start = Cursor.objects.filter(consumer=self.consumer, position=self.start)
            if at_start.update(position=self.end) != 1:
                return False
            write()
        return True


def new_batches(consumer: str, rows: models.QuerySet[Row], *, up_to: int, size: int) -> Iterator[Batch[Row]]:
    """Yield the rows after the consumer's position up to the watermark `up_to`, at most `size` at a time.

    The caller stores a batch before it reads the next one; what it derives before runs outside a
    transaction.
    """
    start_cursor(consumer, at=0)
    while (start := position_of(consumer) or 0) < up_to:
        new = list(rows.filter(pk__gt=start, pk__lte=up_to).order_by("pk")[:size])
        yield Batch(new, consumer, start, new[-1].pk if len(new) == size else up_to)


def start_cursor(consumer: str, *, at: int) -> None:
    """Give a consumer its first position; change nothing if it has one."""
    Cursor.objects.get_or_create(consumer=consumer, defaults={"position": at})


def position_of(consumer: str) -> int | None:
    """Return the key of the last row that a consumer has read, 0 before the first; None without a cursor."""
    return Cursor.objects.filter(consumer=consumer).values_list("position", flat=True).first()


def rewind_cursor(consumer: str) -> None:
    """Let a consumer read from the first row again."""
    Cursor.objects.update_or_create(consumer=consumer, defaults={"position": 0})


def lock_cursor(consumer: str) -> None:
    """Lock a consumer's position for the rest of the transaction, so that nothing is derived meanwhile."""
    start_cursor(consumer, at=0)
    Cursor.objects.select_for_update().get(consumer=consumer)
