"""Actions on permissions for files from another host: request, allow, end."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from content_import.exceptions import HostRefused
from content_import.hosts.models import HostPermission
from content_import.hosts.names import host_name
from content_import.packages.permissions import AdministratorAction, PackageAction, require_site_administrator
from courses.api import Package
from lms.content_origin.api import forget_external_hosts
from people.api import Action, Change, LogEntry, Person

#: the longest permission: each is decided anew at least once a year
MAX_DURATION = dt.timedelta(days=366)
REQUEST_HOST = "content_import.request_host"
ALLOW_HOST = "content_import.allow_host"
END_HOST = "content_import.end_host"


@dataclass(frozen=True, kw_only=True)
class RequestHost(PackageAction[HostPermission]):
    """Request that a package may show files from a host; return the request, or the one that is open.

    Raises HostRefused for a name that is no public host, and without a reason.
    """

    audit = REQUEST_HOST

    host: str
    reason: str

    def execute(self) -> Change[HostPermission]:
        name, reason = host_name(self.host), self.reason.strip()
        if not reason:
            raise HostRefused(_("Write why the files are needed."))
        existing = _open_for_change(self.package, name)
        if existing is not None and (existing.is_allowed or existing.is_requested):
            return Change(existing)
        _end(existing)
        permission = HostPermission.objects.create(
            package=self.package, host=name, request_reason=reason, requested_by=self.by
        )
        return Change(permission, [LogEntry(self.package, {"host": name, "reason": reason})])


@dataclass(frozen=True, kw_only=True)
class AllowHost(AdministratorAction[HostPermission]):
    """Allow a package to show images, media and fonts from a host until a day, with or without a request.

    Raises HostRefused without a reason, and for a day that has passed or is more than a year away.
    """

    audit = ALLOW_HOST

    host: str
    reason: str
    expires_on: dt.date

    def execute(self) -> Change[HostPermission]:
        name, reason, today = host_name(self.host), self.reason.strip(), timezone.localdate()
        if not reason:
            raise HostRefused(_("Write why it is allowed."))
        if not today <= self.expires_on <= today + MAX_DURATION:
            raise HostRefused(_("Choose a last day from today to a year from now."))
        permission = _open_for_change(self.package, name) or HostPermission(
            package=self.package, host=name, request_reason=reason, requested_by=self.by
        )
        permission.reason, permission.expires_on = reason, self.expires_on
        permission.allowed_by, permission.allowed_at = self.by, timezone.now()
        permission.save()
        data = {"host": name, "reason": reason, "expires_on": self.expires_on.isoformat()}
        return Change(permission, [LogEntry(self.package, data)])

    def follow_up(self, result: HostPermission) -> None:
        transaction.on_commit(partial(forget_external_hosts, self.package.label))


@dataclass(frozen=True, kw_only=True)
class EndHostPermission(Action[None]):
    """Refuse a request, or end a permission, as a site administrator."""

    audit = END_HOST

    permission: HostPermission

    def check(self, by: Person) -> None:
        require_site_administrator(by)

    def execute(self) -> Change[None]:
        package, host = self.permission.package, self.permission.host
        if _open_for_change(package, host) != self.permission:
            return Change(None)
        _end(self.permission)
        return Change(None, [LogEntry(package, {"host": host})])

    def follow_up(self, result: None) -> None:
        transaction.on_commit(partial(forget_external_hosts, self.permission.package.label))


def _open_for_change(package: Package, host: str) -> HostPermission | None:
    """Return the open permission of a host. Locks the package, so that two calls make one request."""
    Package.objects.select_for_update(no_key=True).get(pk=package.pk)
    return HostPermission.objects.open().select_for_update().filter(package=package, host=host).first()


def _end(permission: HostPermission | None) -> None:
    if permission is not None:
        permission.ended_at = timezone.now()
        permission.save(update_fields=["ended_at"])
