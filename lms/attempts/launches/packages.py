"""A step's package, read by a compiled query."""

from __future__ import annotations

from django.db.models import QuerySet

from courses.api import Package
from infrastructure.db.api import CompiledQuery, Parameter


def ready_package(pk: int) -> Package:
    """Return a package; its manifest is read only where it is not cached. Raises Package.DoesNotExist."""
    packages = _PACKAGE.rows(package=pk)
    if not packages:
        raise Package.DoesNotExist
    return packages[0]


def _package() -> QuerySet[Package]:
    return Package.objects.defer("manifest").filter(pk=Parameter("package", Package._meta.pk))


_PACKAGE = CompiledQuery(_package)
