"""Putting the files of another host in a new version of a package."""

from __future__ import annotations

import logging
import tempfile
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from content_import.actions import import_package
from content_import.exceptions import FetchFailed, HostRefused, PackageKnown, PackageRefused
from content_import.hosts.enums import FetchProblem, FetchState
from content_import.hosts.models import HostFetch, HostPermission
from content_import.hosts.names import host_name
from content_import.hosts.network import Network
from content_import.hosts.repacking import FetchLimits, Repacking
from courses.models import Package
from lms.people.models import Person

logger = logging.getLogger(__name__)

FETCH_HOST = "content_import.fetch_host"


@transaction.atomic
def request_fetch(*, package: Package, host: str, reason: str, by: Person) -> HostFetch:
    """Put a fetch in the queue and return it; the one under way if there is one.

    `by` is a site administrator. Raises HostRefused otherwise, for a name that is no public host, and
    without a reason.
    """
    from content_import.tasks import fetch_from_host  # the task calls back into this module

    name, reason = host_name(host), reason.strip()
    if not (by.is_active and by.is_superuser):
        raise HostRefused(_("Only a site administrator can allow it."))
    if not reason:
        raise HostRefused(_("Write why it is allowed."))
    Package.objects.select_for_update().get(pk=package.pk)  # one at a time
    for unfinished in HostFetch.objects.unfinished().filter(package=package, host=name):
        if not unfinished.is_overdue:
            return unfinished
        _fail(unfinished, FetchProblem.CUT_OFF, name)
    fetch = HostFetch.objects.create(package=package, host=name, reason=reason, created_by=by)
    log(instance=package, action=FETCH_HOST, user=by, data={"host": name, "reason": reason})
    transaction.on_commit(partial(fetch_from_host.enqueue, fetch.pk))
    return fetch


def carry_out_fetch(
    *, fetch: HostFetch, network: Network | None = None, limits: FetchLimits | None = None
) -> None:
    """Fetch what the package refers to at the host, and import the package anew with it, all or nothing.

    Takes some minutes. A fetch that is finished is left as it is, so that it may be called twice. Must not
    be called within a transaction (see import_package).
    """
    if not HostFetch.objects.unfinished().filter(pk=fetch.pk).update(state=FetchState.RUNNING):
        return
    fetch.refresh_from_db()
    try:
        result = _import_with_files(fetch, network or Network(), limits or FetchLimits())
    except FetchFailed as failed:
        _fail(fetch, failed.problem, failed.where)
    except PackageRefused as refused:
        _fail(fetch, FetchProblem.NOT_IMPORTED, str(refused))
    except OSError as error:
        logger.exception("Files from %s could not be put in package %s.", fetch.host, fetch.package_id)
        _fail(fetch, FetchProblem.NOT_IMPORTED, error.strerror or type(error).__name__)
    else:
        _finish(fetch, result)


def _import_with_files(fetch: HostFetch, network: Network, limits: FetchLimits) -> Package:
    old = fetch.package
    with tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as archive:
        Repacking(old, fetch.host, network, limits).write(archive)
        try:
            return import_package(
                archive=archive,
                title=old.title,
                by=fetch.created_by,
                owner=old.owner,
                lineage=old.lineage,
                known=Package.objects.filter(lineage=old.lineage),
            )
        except PackageKnown as known:
            return known.package


@transaction.atomic
def _finish(fetch: HostFetch, result: Package) -> None:
    """Keep the new version, which also answers a request that waits."""
    fetch.state, fetch.result, fetch.finished_at = FetchState.DONE, result, timezone.now()
    fetch.save(update_fields=["state", "result", "finished_at"])
    waiting = HostPermission.objects.open().filter(package=fetch.package, host=fetch.host, allowed_at=None)
    waiting.update(ended_at=timezone.now())


def _fail(fetch: HostFetch, problem: FetchProblem, where: str) -> None:
    fetch.state, fetch.problem, fetch.finished_at = FetchState.FAILED, problem, timezone.now()
    fetch.where = where[: HostFetch.WHERE_LENGTH]
    fetch.save(update_fields=["state", "problem", "where", "finished_at"])
