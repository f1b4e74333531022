"""Actions that copy the files of another host into a new version of a package."""

from __future__ import annotations

import logging
import tempfile
import time
from dataclasses import dataclass
from operator import attrgetter
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from content_import.exceptions import (
    FetchFailed,
    FetchSuperseded,
    HostRefused,
    PackageAlreadyImported,
    PackageRefused,
)
from content_import.hosts.enums import FetchProblem
from content_import.hosts.fetching.network import Network
from content_import.hosts.fetching.repacking import FetchLimits, Repacking
from content_import.hosts.fetching.runs import FetchRun
from content_import.hosts.models import HostFetch
from content_import.hosts.names import host_name
from content_import.packages.actions import ImportPackage, sweep_unfinished_imports
from content_import.packages.permissions import AdministratorAction
from content_import.signals import fetch_requested
from courses.api import Package, PackageStatus
from people.api import Change, LogEntry

logger = logging.getLogger(__name__)

FETCH_HOST = "content_import.fetch_host"
#: seconds between two checks for other imports of the same archive
POLL_SECONDS = 0.5


@dataclass(frozen=True, kw_only=True)
class RequestFetch(AdministratorAction[HostFetch]):
    """Request a fetch, as a site administrator, and return it; the one under way if there is one.

    Raises HostRefused for a name that is no public host, and without a reason.
    """

    audit = FETCH_HOST
    signal = fetch_requested

    host: str
    reason: str

    def execute(self) -> Change[HostFetch]:
        package, name, reason = self.package, host_name(self.host), self.reason.strip()
        if not reason:
            raise HostRefused(_("Write why it is allowed."))
        Package.objects.select_for_update().get(pk=package.pk)  # one at a time
        unfinished = HostFetch.objects.unfinished().filter(package=package, host=name)
        for overdue in filter(attrgetter("is_overdue"), unfinished):
            _end_overdue(overdue)
        if under_way := unfinished.all().first():
            return Change(under_way)
        fetch = HostFetch.objects.create(package=package, host=name, reason=reason, created_by=self.by)
        entry = LogEntry(package, {"host": name, "reason": reason})
        return Change(fetch, [entry], {"fetch": fetch})


def _end_overdue(fetch: HostFetch) -> None:
    """Fail the fetch, unless another run has taken it over or finished it since it was read."""
    unchanged = HostFetch.objects.filter(pk=fetch.pk, state=fetch.state, started_at=fetch.started_at)
    unchanged.fail(FetchProblem.CUT_OFF, fetch.host)


def carry_out_fetch(
    *, fetch: HostFetch, network: Network | None = None, limits: FetchLimits | None = None
) -> None:
    """Fetch the files that the package refers to at the host, and import a new version with all of them.

    Takes some minutes. A fetch that is finished is left as it is, so that this may be called twice; a later
    call takes over from an earlier one, which then stops and stores nothing. Must not be called within a
    transaction (see ImportPackage).
    """
    limits = limits or FetchLimits()
    run = FetchRun.start(fetch, limits.total_seconds)
    if run is None:
        return
    try:
        _import_with_files(run, network or Network(), limits)
    except FetchSuperseded as superseded:
        logger.info("Stopped: %s.", superseded)
    except FetchFailed as failed:
        run.fail(failed.problem, failed.where)
    except PackageRefused as refusal:
        run.fail(FetchProblem.NOT_IMPORTED, str(refusal))
    except PermissionDenied:  # taken back since the request
        run.fail(FetchProblem.NOT_IMPORTED, str(fetch.created_by))
    except OSError as error:
        logger.exception("Files from %s could not be put in package %s.", fetch.host, fetch.package_id)
        run.fail(FetchProblem.NOT_IMPORTED, error.strerror or type(error).__name__)


def _import_with_files(run: FetchRun, network: Network, limits: FetchLimits) -> None:
    with tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as archive:
        Repacking(run, network, limits).write(archive)
        while not _is_imported(run, archive):
            _wait_for_other_imports(run)


def _is_imported(run: FetchRun, archive: BinaryIO) -> bool:
    """Import the archive, or accept the version that has it; return False while another run imports it."""
    old = run.fetch.package
    try:
        ImportPackage(
            archive=archive,
            title=old.title,
            by=run.fetch.created_by,
            owner=old.owner,
            lineage=old.lineage,
            existing=Package.objects.filter(lineage=old.lineage),
            guard=run,
        ).run()
    except PackageAlreadyImported as duplicate:
        run.accept(duplicate.package)
    except PackageRefused as refusal:
        if refusal.is_being_imported:
            return False
        raise
    return True


def _wait_for_other_imports(run: FetchRun) -> None:
    """Wait until no version of the package is being imported. Raises what `FetchRun.check` raises."""
    importing = Package.objects.filter(lineage=run.fetch.package.lineage, status=PackageStatus.IMPORTING)
    while importing.exists():
        run.check()
        time.sleep(POLL_SECONDS)
        sweep_unfinished_imports()
