"""Queries of modules: access, the catalogue and their pages."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import get_language

from courses.enums import Ownership
from courses.models import (
    Module,
    ModulePage,
    Theme,
)
from courses.models.querysets import ModulePageQuerySet
from courses.modules.catalogue_forms import CatalogueFilter
from courses.permissions import owned_by_editor, trains_own_only
from people.api import Person


def is_open(person: Person, module: Module) -> bool:
    """Return whether the module is shared, or of a municipality where the person works or has a role today.

    Cached for each module on the instance of the person, which exists as long as a request.
    """
    if module.owner_id is None:
        return True
    cached: dict[int, bool] = person.__dict__.setdefault("_open_modules", {})
    if module.pk not in cached:
        cached[module.pk] = Module.objects.filter(pk=module.pk).open_to(person, timezone.localdate()).exists()
    return cached[module.pk]


@dataclass
class Catalogue:
    """The modules that match a filter, by title, and the themes of the open modules."""

    pages: list[ModulePage] = field(default_factory=list)
    themes: list[Theme] = field(default_factory=list)
    #: the theme of the filter, if there are modules about it
    theme: Theme | None = None


def find_modules(person: Person, filters: CatalogueFilter) -> Catalogue:
    """Return the pages of the catalogue that are open to `person` and match the filter; one query.

    Each page has its themes as `loaded_themes`. Words are compared here rather than by the database, since
    SQLite does not fold the case of å, ä and ö; so are themes, since all of them are listed as choices.
    """
    pages = ModulePage.objects.live().open_to(person, timezone.localdate())
    if filters.language:
        pages = pages.in_language(filters.language)
    elif not filters.all_languages:
        pages = pages.for_readers_of(get_language() or "sv")
    if filters.minutes:
        pages = pages.at_most(filters.minutes)
    if filters.ownership:
        pages = pages.shared() if filters.ownership == Ownership.SHARED else pages.owned()
    open_pages, themes = pages.read_with_themes()
    theme = next((theme for theme in themes if theme.slug == filters.theme), None)
    words = filters.words.casefold().split()
    matches = [
        page
        for page in open_pages
        if (theme is None or theme in (page.loaded_themes or ()))
        and all(word in _searchable_text(page) for word in words)
    ]
    return Catalogue(matches, themes, theme)


def _searchable_text(page: ModulePage) -> str:
    themes = " ".join(theme.name for theme in page.loaded_themes or ())
    return f"{page.title} {page.introduction} {page.audience} {themes}".casefold()


def pages_of(module_ids: Iterable[int]) -> dict[int, ModulePage]:
    """Return the published page of each module with its themes, in the reader's language if it exists.

    One query, as for the catalogue.
    """
    pages, _themes = ModulePage.objects.live().filter(module__in=set(module_ids)).read_with_themes()
    language = get_language() or "sv"
    by_module: dict[int, ModulePage] = {}
    for page in sorted(pages, key=lambda page: page.locale.language_code == language):
        by_module[page.module_id] = page
    return by_module


def modules_of_others(person: Person) -> ModulePageQuerySet:
    """Return the pages that are closed to those who work with some owners' modules: other municipalities'."""
    if not trains_own_only(person):
        return ModulePage.objects.none()
    return ModulePage.objects.filter(module__owner__isnull=False).exclude(
        owned_by_editor(person, "module__owner")
    )
