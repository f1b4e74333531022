"""Reads across models."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Q
from django.http import HttpRequest
from django.urls import translate_url
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.models import Page

from courses.enums import Ownership
from courses.forms import CatalogueFilter
from courses.models import (
    HomePage,
    InformationPage,
    Module,
    ModuleIndexPage,
    ModulePage,
    SeminarIndexPage,
    Theme,
)
from courses.querysets import ModulePageQuerySet
from lms.people.models import Person


@dataclass(frozen=True)
class Link:
    """An address and its words."""

    url: str
    title: str


@dataclass
class Landmarks:
    """The pages that every page leads to, in the reader's language. An address is "" when there is none."""

    home_url: str = "/"
    catalogue_url: str = ""
    seminars_url: str = ""
    information: list[Link] = field(default_factory=list)
    #: the page shown, in the other languages that it has, by language code
    translations: dict[str, str] = field(default_factory=dict)


def landmarks_of(request: HttpRequest, page: Page | None = None) -> Landmarks:
    """Return the landmarks for the language of `request`, and where `page` is in the others.

    One query, kept on the request.
    """
    kept = getattr(request, "_landmarks", None)
    if kept is None:
        kept = request._landmarks = _find_landmarks(request, page)  # type: ignore[attr-defined]  # for this request
    return kept


def _find_landmarks(request: HttpRequest, page: Page | None) -> Landmarks:
    language = get_language() or settings.LANGUAGE_CODE
    kinds = ContentType.objects.get_for_models(HomePage, ModuleIndexPage, SeminarIndexPage, InformationPage)
    wanted = Q(content_type__in=kinds.values(), locale__language_code=language)
    if page is not None:
        wanted |= Q(translation_key=page.translation_key)
    found = Landmarks(home_url=translate_url("/", language))
    for known in Page.objects.live().filter(wanted, depth__gte=2).select_related("locale").order_by("path"):
        url = known.get_url(request) or ""
        if known.locale.language_code != language:
            found.translations[known.locale.language_code] = url
        elif known.content_type_id == kinds[HomePage].pk:
            found.home_url = url or found.home_url
        elif known.content_type_id == kinds[ModuleIndexPage].pk:
            found.catalogue_url = found.catalogue_url or url
        elif known.content_type_id == kinds[SeminarIndexPage].pk:
            found.seminars_url = found.seminars_url or url
        elif known.content_type_id == kinds[InformationPage].pk:
            found.information.append(Link(url, known.title))
    return found


def may_open(person: Person, page: ModulePage) -> bool:
    """True when the module is shared, or of a municipality where the person works or has a role."""
    if page.module.owner_id is None:
        return True
    return Module.objects.filter(pk=page.module_id).open_to(person, timezone.localdate()).exists()


@dataclass
class Catalogue:
    """The modules that fit what was asked, by title, and the themes that there are modules about."""

    pages: list[ModulePage] = field(default_factory=list)
    themes: list[Theme] = field(default_factory=list)
    #: the theme asked for, where there are modules about it
    theme: Theme | None = None


def catalogue(person: Person, asked: CatalogueFilter) -> Catalogue:
    """Return what of the catalogue is open to `person` and fits what was asked; one query.

    Each page has its themes as `told_themes`. The words are sought here rather than by the database, since
    SQLite knows no case of å, ä and ö; so are the themes, since all of them are offered for choosing.
    """
    pages = ModulePage.objects.live().open_to(person, timezone.localdate())
    if asked.language:
        pages = pages.in_language(asked.language)
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
        if (theme is None or theme in page.told_themes) and all(word in _words_of(page) for word in words)
    ]
    return Catalogue(fitting, themes, theme)


def _with_themes(pages: ModulePageQuerySet) -> tuple[list[ModulePage], list[Theme]]:
    """Read the pages by title and their themes in order, in one query with a row for each theme of a page."""
    names = [field.attname for field in Theme._meta.concrete_fields]
    rows = pages.select_related("module__owner", "locale").annotate(
        **{f"theme_{name}": F(f"themes__{name}") for name in names}
    )
    found: dict[int, ModulePage] = {}
    themes: dict[int, Theme] = {}
    for row in rows.order_by("title", "pk", "themes__order", "themes__slug"):
        page = found.setdefault(row.pk, row)
        page.told_themes = [] if page is row else page.told_themes
        if row.theme_id is not None:
            values = {name: getattr(row, f"theme_{name}") for name in names}
            page.told_themes.append(themes.setdefault(row.theme_id, Theme(**values)))
    return list(found.values()), sorted(themes.values(), key=lambda theme: (theme.order, theme.slug))


def _words_of(page: ModulePage) -> str:
    themes = " ".join(theme.name for theme in page.told_themes)
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
