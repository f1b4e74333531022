"""Reading of an append-only table: each row once for each consumer."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.db.models import QuerySet

from lms.attempts.events.cursors import lock_cursor, new_batches, position_of, rewind_cursor, start_cursor
from lms.attempts.models import Cursor
from people.models import Municipality
from tests.factories.people import MunicipalityFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_engines]


def make_rows(number: int) -> list[int]:
    return [MunicipalityFactory(code=f"9{index:03}").pk for index in range(number)]


def rows() -> QuerySet[Municipality]:
    return Municipality.objects.filter(code__startswith="9")


def read(consumer: str, *, up_to: int, size: int = 2) -> list[list[int]]:
    read: list[list[int]] = []
    for batch in new_batches(consumer, rows(), up_to=up_to, size=size):
        batch.store(lambda batch=batch: read.append([row.pk for row in batch.rows]))  # type: ignore[misc]
    return read


def test_rows_are_read_once_by_each_consumer_in_their_order() -> None:
    keys = make_rows(5)

    assert read("statistik", up_to=keys[-1]) == [keys[:2], keys[2:4], keys[4:]]
    assert read("statistik", up_to=keys[-1]) == []
    assert read("rapporter", up_to=keys[-1], size=9) == [keys]


def test_rows_after_the_watermark_are_left_for_the_next_time() -> None:
    keys = make_rows(3)

    assert read("statistik", up_to=keys[1], size=9) == [keys[:2]]
    assert read("statistik", up_to=keys[2], size=9) == [keys[2:]]


def test_batch_whose_write_fails_is_read_again() -> None:
    keys = make_rows(2)
    batch = next(new_batches("x", rows(), up_to=keys[1], size=9))

    with pytest.raises(ZeroDivisionError):
        batch.store(lambda: 1 / 0)

    assert position_of("x") == 0
    assert read("x", up_to=keys[1]) == [keys]


def test_batch_that_another_worker_has_stored_is_not_stored_again() -> None:
    keys = make_rows(2)
    batches = new_batches("x", rows(), up_to=keys[1], size=9)
    batch = next(batches)
    read("x", up_to=keys[1])
    written: list[int] = []

    assert batch.store(lambda: written.append(1)) is False

    assert written == []
    assert list(batches) == []


def test_cursor_starts_at_its_position_only_once() -> None:
    keys = make_rows(2)
    start_cursor("x", at=keys[0])
    start_cursor("x", at=0)

    assert read("x", up_to=keys[1]) == [keys[1:]]
    rewind_cursor("x")
    assert read("x", up_to=keys[1]) == [keys]


def test_cursor_that_is_locked_before_its_first_row_exists() -> None:
    with transaction.atomic():
        lock_cursor("x")

    assert Cursor.objects.get().position == 0
