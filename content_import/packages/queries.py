"""Reads of packages and their uses."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db import router
from django.db.models import ProtectedError
from django.db.models.deletion import Collector, RestrictedError
from wagtail.models import Page, ReferenceIndex

from courses.api import ModulePage, ModuleVersion, Package


def is_in_use(package: Package) -> bool:
    """Return whether a page or a protecting row (module version, attempt) refers to the package."""
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
    """The uses of a package."""

    #: pages whose steps have it
    pages: tuple[ModulePage, ...]
    #: frozen module versions that have it, the newest first
    module_versions: tuple[ModuleVersion, ...]


def use_of(package: Package) -> PackageUse:
    """Return the pages and module versions that use the package."""
    page_type = ContentType.objects.get_for_model(Page)
    references = ReferenceIndex.get_references_to(package).filter(base_content_type=page_type)
    pages = ModulePage.objects.filter(pk__in=[int(reference.object_id) for reference in references])
    versions = package.module_versions.select_related("module").order_by("-created_at")
    return PackageUse(tuple(pages), tuple(versions))


def versions_of(package: Package) -> Iterable[Package]:
    """Return the ready versions of the same material, the newest first."""
    return Package.objects.ready().filter(lineage=package.lineage).order_by("-version")
