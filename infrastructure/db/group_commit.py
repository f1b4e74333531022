"""Group commit: one transaction for the concurrent writes of several threads.

A transaction on SQLite costs a flush to the disk, and no two run at once: writes that are requested while one
is being flushed share the next (docs/decisions/0015-a-short-commit-path.md). PostgreSQL groups flushes by
itself.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

from django.db import connection, transaction

T = TypeVar("T")


class _Job(Generic[T]):
    """A write that one thread has requested, and its outcome."""

    def __init__(self, work: Callable[[], T]) -> None:
        self.work = work
        self.outcome: Future[T] = Future()
        #: set when there is an outcome, or when the thread of this job becomes the leader
        self.signalled = threading.Event()

    def run_alone(self) -> None:
        try:
            with transaction.atomic():
                result = self.work()
        except Exception as error:  # noqa: BLE001 - raised again in the thread that it belongs to
            self.outcome.set_exception(error)
        else:
            self.outcome.set_result(result)


class GroupCommit:
    """A queue of writes in which the waiting ones are run within one transaction.

    A work may be run by another thread, and again when one that shared its transaction failed: then each has
    a transaction of its own.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[_Job] = []
        self._has_leader = False

    def run(self, work: Callable[[], T]) -> T:
        """Run `work` within a transaction and return its result, or raise its error, when that has ended."""
        if connection.vendor != "sqlite" or connection.in_atomic_block:
            with transaction.atomic():
                return work()
        job = _Job(work)
        with self._lock:
            self._waiting.append(job)
            is_leader, self._has_leader = not self._has_leader, True
        if not is_leader:
            job.signalled.wait()
        if not job.outcome.done():
            self._lead()
        return job.outcome.result()

    def _lead(self) -> None:
        """Run all waiting jobs, then make the first of those queued meanwhile the next leader."""
        with self._lock:
            jobs, self._waiting = self._waiting, []
        try:
            _write(jobs)
        except BaseException as error:
            # The thread is being ended: its jobs would wait for ever.
            for job in jobs:
                if not job.outcome.done():
                    job.outcome.set_exception(error)
            raise
        finally:
            with self._lock:
                self._has_leader = bool(self._waiting)
                finished = [*jobs, *self._waiting[:1]]
            for job in finished:
                job.signalled.set()


def _write(jobs: list[_Job]) -> None:
    if len(jobs) > 1:
        try:
            with transaction.atomic():
                results = [job.work() for job in jobs]
        except Exception:  # noqa: BLE001 - running each alone shows which of them fails
            results = []
        for job, result in zip(jobs, results, strict=False):
            job.outcome.set_result(result)
    for job in jobs:
        if not job.outcome.done():
            job.run_alone()
