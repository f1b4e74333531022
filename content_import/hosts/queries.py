"""Reads of the hosts that a package requests, and of those that it may show files from."""

from contextlib import suppress
from dataclasses import dataclass

from django.utils import timezone

from content_import.exceptions import HostRefused
from content_import.health.enums import FindingCode
from content_import.health.models import HealthFinding
from content_import.hosts.models import HostFetch, HostPermission
from content_import.hosts.names import host_name
from courses.api import Package


@dataclass(frozen=True)
class HostRow:
    """A host that a package fetches from, and its open request or permission."""

    host: str
    permission: HostPermission | None = None
    #: the newest fetch into a new version, if there is one
    fetch: HostFetch | None = None
    #: False for hosts that can't be allowed: an address, a private name, the site itself
    is_public: bool = True


def allowed_hosts(label: str) -> tuple[str, ...]:
    """Return the hosts that the package with this label may show files from today."""
    permissions = HostPermission.objects.in_force(timezone.localdate()).filter(package__label=label)
    return tuple(permissions.order_by("host").values_list("host", flat=True))


def hosts_of(package: Package) -> list[HostRow]:
    """Return the hosts that the newest check found, and those with an open request, permission or fetch."""
    open_permissions = (
        HostPermission.objects.open().filter(package=package).select_related("requested_by", "allowed_by")
    )
    permissions = {permission.host: permission for permission in open_permissions}
    of_package = HostFetch.objects.filter(package=package).select_related("result")
    fetches = {fetch.host: fetch for fetch in of_package.order_by("created_at", "pk")}
    hosts = permissions.keys() | fetches.keys()
    rows = {host: HostRow(host, permissions.get(host), fetches.get(host)) for host in hosts}
    for reported in _checked_hosts(package):
        with suppress(HostRefused):
            name = host_name(reported)
            rows.setdefault(name, HostRow(name))
            continue
        rows.setdefault(reported, HostRow(reported, is_public=False))
    return sorted(rows.values(), key=lambda row: row.host)


def _checked_hosts(package: Package) -> list[str]:
    findings = HealthFinding.objects.filter(report__package=package, code=FindingCode.OTHER_HOSTS)
    newest = findings.order_by("-report__created_at", "-report").first()
    return [] if newest is None else list(newest.places)
