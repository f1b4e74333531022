"""Questions about packages across rooms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db import router
from django.db.models import ProtectedError
from django.db.models.deletion import Collector, RestrictedError
from wagtail.models import Page, ReferenceIndex

from courses.api import ModulePage, ModuleVersion, Package


def is_in_use(package: Package) -> bool:
    """True when a page has the package, or a row that protects it (a module version, an attempt)."""
    if ReferenceIndex.get_references_to(package).exists():
        return True
    collector = Collector(using=router.db_for_write(Package), origin=package)
    try:
        collector.collect([package])
    except (ProtectedError, RestrictedError):
        return True
    return False


@dataclass(frozen=True)
class PackageUse:
    """Where a package is used."""

    #: pages whose steps have it
    pages: tuple[ModulePage, ...]
    #: frozen module versions that have it, the newest first
    module_versions: tuple[ModuleVersion, ...]


def use_of(package: Package) -> PackageUse:
    """Return where the package is used, for a trainer to see."""
    page_type = ContentType.objects.get_for_model(Page)
    references = ReferenceIndex.get_references_to(package).filter(base_content_type=page_type)
    pages = ModulePage.objects.filter(pk__in=[int(reference.object_id) for reference in references])
    versions = package.module_versions.select_related("module").order_by("-created_at")
    return PackageUse(tuple(pages), tuple(versions))


def versions_of(package: Package) -> Iterable[Package]:
    """Return the ready versions of the same material, the newest first."""
    return Package.objects.ready().filter(lineage=package.lineage).order_by("-version")
