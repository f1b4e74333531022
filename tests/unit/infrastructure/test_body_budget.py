"""The rows of the counts that worker processes share."""

from __future__ import annotations

import gc

import pytest

from infrastructure.http.body_budget import ROWS, SharedCounts


class Worker:
    """Stands for a worker process in the process that forks it."""


def test_row_of_a_worker_that_has_gone_is_reserved_again_at_zero() -> None:
    counts, workers = SharedCounts(), [Worker() for _ in range(3)]
    rows = [counts.allocate_row(worker) for worker in workers]
    counts.add(rows[1], 0, 7)

    del workers[1]
    gc.collect()
    newest = Worker()

    assert (rows, counts.allocate_row(newest), counts.sum(0)) == ([0, 1, 2], 1, 0)


def test_server_with_more_workers_than_rows_is_refused() -> None:
    counts, workers = SharedCounts(), [Worker() for _ in range(ROWS)]
    assert [counts.allocate_row(worker) for worker in workers] == list(range(ROWS))

    with pytest.raises(RuntimeError, match=f"at most {ROWS} worker processes"):
        counts.allocate_row(Worker())
