"""Repair of module pages that have the module of another page.

In earlier versions a copied page shared the original's module, and the original got a new one when it was
edited: the copy then had the original's completions and assignments.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError

from courses.models import Module, ModulePage, ModuleVersion
from courses.modules.actions import copy_module, freeze_module_version


@dataclass(frozen=True)
class MisplacedPage:
    """A page and the module that it should have; `rightful` is None if a new one is needed."""

    page: ModulePage
    rightful: Module | None


def find_misplaced_pages() -> list[MisplacedPage]:
    """Return the pages whose module belongs to another page, in the order of their keys.

    A module belongs to the page of its first version, and to that page's translations and aliases.
    """
    pages = list(ModulePage.objects.filter(alias_of=None).select_related("module", "locale").order_by("pk"))
    keys = {str(page.pk): page.translation_key for page in pages}
    owner_of: dict[int, UUID] = {}
    module_of: dict[UUID, Module] = {}
    versions = ModuleVersion.objects.select_related("module", "revision").order_by("pk")
    for version in versions.defer("steps", "revision__content"):
        key = keys.get(version.revision.object_id)
        if key is None or version.module_id in owner_of:
            continue
        owner_of[version.module_id] = key
        module_of.setdefault(key, version.module)
    misplaced = []
    for page in pages:
        rightful = module_of.get(page.translation_key)
        is_of_another = owner_of.get(page.module_id, page.translation_key) != page.translation_key
        if rightful.pk != page.module_id if rightful else is_of_another:
            misplaced.append(MisplacedPage(page, rightful))
    return misplaced


@transaction.atomic
def repair_misplaced_pages(misplaced: Sequence[MisplacedPage]) -> list[Module]:
    """Give each page its module and freeze its published content there.

    Versions, attempts and completions do not change. Return the modules without a page that have been used
    since: their completions cannot be moved.
    """
    former = {entry.page.module for entry in misplaced}
    assigned: dict[UUID, Module] = {}
    for entry in misplaced:
        page = entry.page
        module = entry.rightful or assigned.get(page.translation_key) or copy_module(page.module, page)
        assigned[page.translation_key] = module
        ModulePage.objects.filter(pk=page.pk).update(module=module)
        ModulePage.objects.filter(alias_of=page.pk).update(module=module)
    for page in ModulePage.objects.live().filter(module__in=former | set(assigned.values()), alias_of=None):
        freeze_module_version(page=page)
    unused = [module for module in former if not module.pages.exists()]
    return [module for module in unused if not _delete_unused(module)]


def _delete_unused(module: Module) -> bool:
    """Delete a module without pages. Return False if attempts or completions have it."""
    try:
        with transaction.atomic():
            module.versions.all().delete()
            module.delete()
    except ProtectedError:
        return False
    return True
