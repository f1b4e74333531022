"""Reads across models."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.models import Page

from courses.enums import Ownership
from courses.forms import CatalogueFilter
from courses.models import HomePage, InformationPage, ModuleIndexPage, ModulePage, SeminarIndexPage
from lms.people.models import Employment, Person
from lms.people.permissions import reach_of


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


def landmarks_of(request: HttpRequest) -> Landmarks:
    """Return the landmarks for the language of `request`; one query, kept on the request."""
    kept = getattr(request, "_landmarks", None)
    if kept is None:
        kept = request._landmarks = _find_landmarks(request)  # type: ignore[attr-defined]  # per-request cache
    return kept


def _find_landmarks(request: HttpRequest) -> Landmarks:
    kinds = ContentType.objects.get_for_models(HomePage, ModuleIndexPage, SeminarIndexPage, InformationPage)
    pages = (
        Page.objects.live()
        .filter(content_type__in=kinds.values(), locale__language_code=get_language() or "sv", depth__gte=2)
        .order_by("path")
    )
    found = Landmarks()
    for page in pages:
        url = page.get_url(request) or ""
        match page.content_type_id:
            case kind if kind == kinds[HomePage].pk:
                found.home_url = url or "/"
            case kind if kind == kinds[ModuleIndexPage].pk:
                found.catalogue_url = found.catalogue_url or url
            case kind if kind == kinds[SeminarIndexPage].pk:
                found.seminars_url = found.seminars_url or url
            case _:
                found.information.append(Link(url, page.title))
    return found


def municipalities_of(person: Person) -> set[int]:
    """Return the municipalities whose own modules are open to `person`: by employment today, or by role."""
    reach = reach_of(person)
    by_role = {municipality.pk for municipality in (*reach.administered, *reach.trains_for)}
    by_role |= {unit.municipality_id for unit in reach.managed_units}
    employments = Employment.objects.on_day(timezone.localdate()).filter(person=person)
    return by_role | set(employments.values_list("unit__municipality", flat=True))


def may_open(person: Person, page: ModulePage) -> bool:
    """True when the module is shared, or of a municipality where the person works or has a role."""
    owner = page.module.owner_id
    return owner is None or person.is_superuser or owner in municipalities_of(person)


def catalogue(person: Person, asked: CatalogueFilter) -> list[ModulePage]:
    """Return the published module pages open to `person` that fit what was asked, by title.

    The words are sought here rather than by the database, since SQLite knows no case of å, ä and ö.
    """
    pages = ModulePage.objects.live().open_to(person, municipalities_of(person))
    if asked.language:
        pages = pages.in_language(asked.language)
    if asked.theme:
        pages = pages.about(asked.theme)
    if asked.minutes:
        pages = pages.at_most(asked.minutes)
    if asked.ownership:
        pages = pages.shared() if asked.ownership == Ownership.SHARED else pages.owned()
    found = pages.select_related("module__owner", "locale").prefetch_related("themes").order_by("title")
    words = asked.words.casefold().split()
    return [page for page in found if all(word in _words_of(page) for word in words)]


def _words_of(page: ModulePage) -> str:
    themes = " ".join(theme.name for theme in page.themes.all())
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
