"""One run of a fetch, with its deadline and its ownership of the fetch."""

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

#: seconds between two queries for whether the run still owns the fetch
CHECK_INTERVAL = 1.0


@dataclass
class FetchRun(ImportGuard):
    """A run, which owns its fetch while both have the same `started_at`.

    A later run of the same fetch takes it over (the queue restarts a task whose worker was killed), and so
    does the end of an overdue one. Each change of the state is conditional on the ownership.
    """

    fetch: HostFetch
    started_at: dt.datetime
    #: by the monotonic clock
    ends_at: float
    _checked_at: float = field(default=0.0, init=False)

    @classmethod
    def start(cls, fetch: HostFetch, seconds: float) -> FetchRun | None:
        """Take the fetch over and return its new run; None if the fetch is finished."""
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
        if time.monotonic() - self._checked_at < CHECK_INTERVAL:
            return
        self._checked_at = time.monotonic()
        if not self._owned().exists():
            raise FetchSuperseded(self.fetch)

    def accept(self, package: Package) -> None:
        """Finish the fetch with the package. Raises what `check` raises, without any change."""
        self._check_deadline()
        with transaction.atomic():
            if not self._owned().update(state=FetchState.DONE, result=package, finished_at=timezone.now()):
                raise FetchSuperseded(self.fetch)
            permissions = HostPermission.objects.open()
            of_host = permissions.filter(package=self.fetch.package_id, host=self.fetch.host)
            of_host.filter(allowed_at=None).update(ended_at=timezone.now())

    def fail(self, problem: FetchProblem, where: str) -> None:
        """Finish the fetch with a problem, if the run still owns it."""
        self._owned().fail(problem, where)

    def _owned(self) -> HostFetchQuerySet:
        running = HostFetch.objects.filter(pk=self.fetch.pk, state=FetchState.RUNNING)
        return running.filter(started_at=self.started_at)

    def _check_deadline(self) -> None:
        if self.seconds_left <= 0:
            raise FetchFailed(FetchProblem.TOO_SLOW, self.fetch.host)
