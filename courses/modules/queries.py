"""Reads across models: what is open to whom, the catalogue, and the pages of modules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import F
from django.utils import timezone
from django.utils.translation import get_language

from courses.enums import Ownership
from courses.models import (
    Module,
    ModulePage,
    SeminarPage,
    Theme,
)
from courses.modules.catalogue_forms import CatalogueFilter
from courses.modules.querysets import ModulePageQuerySet
from courses.permissions import owned_by_trainer, trains_own_alone
from people.api import Person


def is_open(person: Person, module: Module) -> bool:
    """True when the module is shared, or of a municipality where the person works or has a role today.

    Asked once for each module and instance of the person, which lives as long as a request.
    """
    if module.owner_id is None:
        return True
    known: dict[int, bool] = person.__dict__.setdefault("_open_modules", {})
    if module.pk not in known:
        known[module.pk] = Module.objects.filter(pk=module.pk).open_to(person, timezone.localdate()).exists()
    return known[module.pk]


def published_at(url_paths: Sequence[str]) -> ModulePage | None:
    """Return the published module page at the first of the paths that has one, with all that it shows.

    One query.
    """
    pages, _themes = _with_themes(ModulePage.objects.live().filter(url_path__in=url_paths))
    return min(pages, key=lambda page: url_paths.index(page.url_path), default=None)


def published_seminar_at(url_paths: Sequence[str]) -> SeminarPage | None:
    """Return the published seminar at the first of the paths that has one. One query."""
    pages = SeminarPage.objects.live().filter(url_path__in=url_paths)
    return min(pages, key=lambda page: url_paths.index(page.url_path), default=None)


@dataclass
class Catalogue:
    """The modules that fit what was asked, by title, and the themes that there are modules about."""

    pages: list[ModulePage] = field(default_factory=list)
    themes: list[Theme] = field(default_factory=list)
    #: the theme asked for, where there are modules about it
    theme: Theme | None = None


def catalogue(person: Person, asked: CatalogueFilter) -> Catalogue:
    """Return what of the catalogue is open to `person` and fits what was asked; one query.

    Each page has its themes as `loaded_themes`. The words are sought here rather than by the database, since
    SQLite knows no case of å, ä and ö; so are the themes, since all of them are offered for choosing.
    """
    pages = ModulePage.objects.live().open_to(person, timezone.localdate())
    if asked.language:
        pages = pages.in_language(asked.language)
    elif not asked.all_languages:
        pages = pages.for_readers_of(get_language() or "sv")
    if asked.minutes:
        pages = pages.at_most(asked.minutes)
    if asked.ownership:
        pages = pages.shared() if asked.ownership == Ownership.SHARED else pages.owned()
    found, themes = _with_themes(pages)
    theme = next((theme for theme in themes if theme.slug == asked.theme), None)
    words = asked.words.casefold().split()
    fitting = [
        page
        for page in found
        if (theme is None or theme in (page.loaded_themes or ()))
        and all(word in _words_of(page) for word in words)
    ]
    return Catalogue(fitting, themes, theme)


def _with_themes(pages: ModulePageQuerySet) -> tuple[list[ModulePage], list[Theme]]:
    """Read the pages by title and their themes in order, in one query with a row for each theme of a page."""
    names = [field.attname for field in Theme._meta.concrete_fields]
    rows = pages.to_read().annotate(**{f"theme_{name}": F(f"themes__{name}") for name in names})
    found: dict[int, ModulePage] = {}
    themes: dict[int, Theme] = {}
    for row in rows.order_by("title", "pk", "themes__order", "themes__slug"):
        page = found.setdefault(row.pk, row)
        told = page.loaded_themes = page.loaded_themes or []
        if row.theme_id is not None:
            values = {name: getattr(row, f"theme_{name}") for name in names}
            told.append(themes.setdefault(row.theme_id, Theme(**values)))
    return list(found.values()), sorted(themes.values(), key=lambda theme: (theme.order, theme.slug))


def _words_of(page: ModulePage) -> str:
    themes = " ".join(theme.name for theme in page.loaded_themes or ())
    return f"{page.title} {page.introduction} {page.audience} {themes}".casefold()


def pages_of(module_ids: Iterable[int]) -> dict[int, ModulePage]:
    """Return the published page of each module, in the reader's language where there is one. One query."""
    pages = (
        ModulePage.objects.live().filter(module__in=set(module_ids)).select_related("module__owner", "locale")
    )
    language = get_language() or "sv"
    found: dict[int, ModulePage] = {}
    for page in sorted(pages, key=lambda page: page.locale.language_code == language):
        found[page.module_id] = page
    return found


def modules_of_others(person: Person) -> ModulePageQuerySet:
    """The pages that a municipality's trainer has nothing to do with: those of other municipalities."""
    if not trains_own_alone(person):
        return ModulePage.objects.none()
    return ModulePage.objects.filter(module__owner__isnull=False).exclude(
        owned_by_trainer(person, "module__owner")
    )
