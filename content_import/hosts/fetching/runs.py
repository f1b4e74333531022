"""One run of a fetch: its deadline, and whether it still owns the fetch."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from content_import.exceptions import FetchFailed, FetchSuperseded
from content_import.hosts.enums import FetchProblem, FetchState
from content_import.hosts.models import HostFetch, HostFetchQuerySet, HostPermission
from content_import.packages.import_guards import ImportGuard
from courses.api import Package

#: seconds between two looks into the database for whether the run still owns the fetch
CHECKED_EVERY = 1.0


@dataclass
class FetchRun(ImportGuard):
    """A run owns its fetch while `started_at` is the fetch's own.

    A later run of the same fetch takes it over (the queue starts a task again whose worker was killed), and
    so does whoever ends an overdue one. Each change of the state is conditional on owning it.
    """

    fetch: HostFetch
    started_at: dt.datetime
    #: by the monotonic clock
    ends_at: float
    _checked_at: float = field(default=0.0, init=False)

    @classmethod
    def start(cls, fetch: HostFetch, seconds: float) -> FetchRun | None:
        """Take the fetch over and return its run; None if it is finished."""
        now = timezone.now()
        claimed = HostFetch.objects.unfinished().filter(pk=fetch.pk).exclude(started_at=now)
        if not claimed.update(state=FetchState.RUNNING, started_at=now):
            return None
        return cls(fetch, now, time.monotonic() + seconds)

    @property
    def seconds_left(self) -> float:
        return self.ends_at - time.monotonic()

    def check(self) -> None:
        """Raise FetchFailed after the deadline, and FetchSuperseded when the run no longer owns the fetch."""
        self._check_deadline()
        if time.monotonic() - self._checked_at < CHECKED_EVERY:
            return
        self._checked_at = time.monotonic()
        if not self._owned().exists():
            raise FetchSuperseded(self.fetch)

    def accept(self, package: Package) -> None:
        """Finish the fetch with the package. Raises as `check` does, and then nothing has changed."""
        self._check_deadline()
        with transaction.atomic():
            if not self._owned().update(state=FetchState.DONE, result=package, finished_at=timezone.now()):
                raise FetchSuperseded(self.fetch)
            open_ones = HostPermission.objects.open()
            waiting = open_ones.filter(package=self.fetch.package_id, host=self.fetch.host, allowed_at=None)
            waiting.update(ended_at=timezone.now())

    def fail(self, problem: FetchProblem, where: str) -> None:
        """Finish the fetch with a problem, if the run still owns it."""
        self._owned().fail(problem, where)

    def _owned(self) -> HostFetchQuerySet:
        running = HostFetch.objects.filter(pk=self.fetch.pk, state=FetchState.RUNNING)
        return running.filter(started_at=self.started_at)

    def _check_deadline(self) -> None:
        if self.seconds_left <= 0:
            raise FetchFailed(FetchProblem.TOO_SLOW, self.fetch.host)
