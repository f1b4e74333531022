"""Actions on permissions for files from another host: request, allow, end."""

from __future__ import annotations

import datetime as dt
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from content_import.exceptions import HostRefused
from content_import.hosts.models import HostPermission
from content_import.hosts.names import host_name
from content_import.packages.permissions import packages_managed_by
from courses.api import Package
from lms.content_origin.api import forget_external_hosts
from people.api import Person

#: the longest permission: each is decided anew at least once a year
MAX_DURATION = dt.timedelta(days=366)
REQUEST_HOST = "content_import.request_host"
ALLOW_HOST = "content_import.allow_host"
END_HOST = "content_import.end_host"


@transaction.atomic
def request_host(*, package: Package, host: str, reason: str, by: Person) -> HostPermission:
    """Request that a package may show files from a host; return the request, or the one that is open.

    `by` manages the package. Raises HostRefused otherwise, for a name that is no public host, and without a
    reason.
    """
    name, reason = host_name(host), reason.strip()
    if not packages_managed_by(by).filter(pk=package.pk).exists():
        raise HostRefused(_("This package is looked after by somebody else."))
    if not reason:
        raise HostRefused(_("Write why the files are needed."))
    existing = _open_for_change(package, name)
    if existing is not None and (existing.is_allowed or existing.is_requested):
        return existing
    _end(existing)
    permission = HostPermission.objects.create(
        package=package, host=name, request_reason=reason, requested_by=by
    )
    log(instance=package, action=REQUEST_HOST, user=by, data={"host": name, "reason": reason})
    return permission


@transaction.atomic
def allow_host(
    *, package: Package, host: str, reason: str, expires_on: dt.date, by: Person
) -> HostPermission:
    """Allow a package to show images, media and fonts from a host until a day, with or without a request.

    `by` is a site administrator. Raises HostRefused otherwise, without a reason, and for a day that has
    passed or is more than a year away.
    """
    name, reason, today = host_name(host), reason.strip(), timezone.localdate()
    if not (by.is_active and by.is_superuser):
        raise HostRefused(_("Only a site administrator can allow it."))
    if not reason:
        raise HostRefused(_("Write why it is allowed."))
    if not today <= expires_on <= today + MAX_DURATION:
        raise HostRefused(_("Choose a last day from today to a year from now."))
    permission = _open_for_change(package, name)
    if permission is None:
        permission = HostPermission(package=package, host=name, request_reason=reason, requested_by=by)
    permission.reason, permission.expires_on = reason, expires_on
    permission.allowed_by, permission.allowed_at = by, timezone.now()
    permission.save()
    transaction.on_commit(partial(forget_external_hosts, package.label))
    data = {"host": name, "reason": reason, "expires_on": expires_on.isoformat()}
    log(instance=package, action=ALLOW_HOST, user=by, data=data)
    return permission


@transaction.atomic
def end_host_permission(*, permission: HostPermission, by: Person) -> None:
    """Refuse a request, or end a permission. `by` is a site administrator. Raises HostRefused otherwise."""
    if not (by.is_active and by.is_superuser):
        raise HostRefused(_("Only a site administrator can end it."))
    current = _open_for_change(permission.package, permission.host)
    if current is None or current.pk != permission.pk:
        return
    _end(current)
    transaction.on_commit(partial(forget_external_hosts, permission.package.label))
    log(instance=permission.package, action=END_HOST, user=by, data={"host": permission.host})


def _open_for_change(package: Package, host: str) -> HostPermission | None:
    """Return the open permission of a host. Locks the package, so that two calls make one request."""
    Package.objects.select_for_update(no_key=True).get(pk=package.pk)
    return HostPermission.objects.open().select_for_update().filter(package=package, host=host).first()


def _end(permission: HostPermission | None) -> None:
    if permission is not None:
        permission.ended_at = timezone.now()
        permission.save(update_fields=["ended_at"])
