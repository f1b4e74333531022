"""One transaction for what several threads want to write at the same moment.

A transaction on SQLite costs a flush to the disk, and no two run at once: the learners who commit while one
is being flushed go together in the next (docs/decisions/0015-a-short-commit-path.md). PostgreSQL groups
flushes by itself.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

from django.db import connection, transaction

T = TypeVar("T")


class _Job(Generic[T]):
    """What one thread wants done, and what came of it."""

    def __init__(self, work: Callable[[], T]) -> None:
        self.work = work
        self.outcome: Future[T] = Future()
        #: set when there is an outcome, or when it is this job's thread's turn to write for all that wait
        self.called = threading.Event()

    def do_alone(self) -> None:
        try:
            with transaction.atomic():
                result = self.work()
        except Exception as error:  # noqa: BLE001 - raised again in the thread that it belongs to
            self.outcome.set_exception(error)
        else:
            self.outcome.set_result(result)


class Together:
    """Runs each work within a transaction, shared with those that wait at the same time.

    A work may be run by another thread, and again when one that shared its transaction failed: then each has
    a transaction of its own. It returns, or raises, when its transaction has ended.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[_Job] = []
        self._is_led = False

    def run(self, work: Callable[[], T]) -> T:
        if connection.vendor != "sqlite" or connection.in_atomic_block:
            with transaction.atomic():
                return work()
        job = _Job(work)
        with self._lock:
            self._waiting.append(job)
            leads, self._is_led = not self._is_led, True
        if not leads:
            job.called.wait()
        if not job.outcome.done():
            self._lead()
        return job.outcome.result()

    def _lead(self) -> None:
        """Write all that waits, then call the next leader: the first of those who have come meanwhile."""
        with self._lock:
            jobs, self._waiting = self._waiting, []
        try:
            _write(jobs)
        except BaseException as error:
            # The thread is being ended: nobody may wait for what will not come.
            for job in jobs:
                if not job.outcome.done():
                    job.outcome.set_exception(error)
            raise
        finally:
            with self._lock:
                self._is_led = bool(self._waiting)
                called = [*jobs, *self._waiting[:1]]
            for job in called:
                job.called.set()


def _write(jobs: list[_Job]) -> None:
    if len(jobs) > 1:
        try:
            with transaction.atomic():
                results = [job.work() for job in jobs]
        except Exception:  # noqa: BLE001 - whose fault it is shows when each is done alone
            results = []
        for job, result in zip(jobs, results, strict=False):
            job.outcome.set_result(result)
    for job in jobs:
        if not job.outcome.done():
            job.do_alone()
