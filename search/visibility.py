"""Who may find which pages, as data that every engine can filter by."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from courses.api import ModulePage, municipalities_open_to
from people.api import Person


@dataclass(frozen=True, slots=True)
class Visibility:
    """The pages that a person may find, by what an engine can store of a passage's page.

    A page belongs to the municipality that owns its module, or is shared by all. Only published pages are
    visible.
    """

    #: primary keys of the municipalities whose own pages are visible, beside shared ones
    municipalities: frozenset[int] = frozenset()
    #: language codes; None: all. No page sets it yet: every engine can filter by it, for issue 12
    languages: frozenset[str] | None = None
    #: `Page.path` of pages with a view restriction: they and their descendants are invisible
    restricted_paths: tuple[str, ...] = ()


def visibility_of(person: Person) -> Visibility:
    """Return the visibility for a person today, by the rule of `courses.modules.queries.is_open`.

    Pages with a view restriction of Wagtail's are invisible to everyone, as with `PageQuerySet.public`.
    """
    municipalities = municipalities_open_to(person, timezone.localdate()).values_list("pk", flat=True)
    restricted = PageViewRestriction.objects.order_by().values_list("page__path", flat=True)
    return Visibility(frozenset(municipalities), restricted_paths=tuple(restricted))


def visible_pages(visibility: Visibility) -> QuerySet[Page]:
    """Return the published pages that are visible now, by the database."""
    pages = Page.objects.live()
    for path in visibility.restricted_paths:
        pages = pages.exclude(path__startswith=path)
    if visibility.languages is not None:
        pages = pages.filter(locale__language_code__in=visibility.languages)
    owned = ModulePage.objects.filter(module__owner__isnull=False)
    return pages.exclude(pk__in=owned.exclude(module__owner__in=visibility.municipalities).values("pk"))
