"""Published modules and seminars that need attention."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, TextChoices
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext_lazy as _
from wagtailmedia.models import MediaType

from content_import.health.enums import GOOD, UNFINISHED
from content_import.health.models import HealthFinding, HealthReport
from courses.api import ModulePage, ModulePageQuerySet, Package, Recording, SeminarPage

#: how long a recording may be without captions
CAPTIONS_DEADLINE = dt.timedelta(days=14)


class Attention(TextChoices):
    """A need of attention."""

    REVIEW = "review", _("The review is overdue")
    PACKAGES = "packages", _("A package has warnings")
    CAPTIONS = "captions", _("A film has had no captions for 14 days")


@dataclass(frozen=True)
class StepFiles:
    """The packages and the films without captions in a page's steps, by key."""

    packages: frozenset[int]
    bare_films: frozenset[int]


def attention_by_page(pages: ModulePageQuerySet, day: dt.date) -> dict[int, list[Attention]]:
    """Return the needs of each published page by its key, without pages that have none."""
    published = pages.filter(live=True)
    overdue = set(published.review_due_by(day - dt.timedelta(days=1)).values_list("pk", flat=True))
    files = files_by_page(published)
    warned = packages_with_warnings({pk for in_page in files.values() for pk in in_page.packages})
    late = late_films({pk for in_page in files.values() for pk in in_page.bare_films}, day)
    needs = {}
    for pk, in_page in files.items():
        conditions = {
            Attention.REVIEW: pk in overdue,
            Attention.PACKAGES: bool(in_page.packages & warned),
            Attention.CAPTIONS: bool(in_page.bare_films & late),
        }
        if any(conditions.values()):
            needs[pk] = [need for need, is_needed in conditions.items() if is_needed]
    return needs


def seminars_with_late_captions(day: dt.date) -> QuerySet[SeminarPage]:
    """Return the published seminars whose recording has had no transcript for 14 days."""
    held_on = Coalesce(F("held_on"), TruncDate("first_published_at"))
    recorded = SeminarPage.objects.live().filter(Q(recording__isnull=False) | Q(sound__isnull=False))
    return recorded.alias(held=held_on).filter(transcript=[], held__lt=day - CAPTIONS_DEADLINE)


def files_by_page(pages: QuerySet[ModulePage]) -> dict[int, StepFiles]:
    """Return the files in the steps of each page by its key. One query."""
    return {page.pk: _files_in(page) for page in pages.only("steps")}


def _files_in(page: ModulePage) -> StepFiles:
    steps = page.stored_steps
    bare_films = (step.type.uncaptioned_recording(step.values) for step in steps)
    return StepFiles(
        frozenset(step.package for step in steps if step.package),
        frozenset(film for film in bare_films if film),
    )


def packages_with_warnings(keys: set[int]) -> set[int]:
    """Return the packages whose last finished check has a warning, and those without a finished check."""
    finished = HealthReport.objects.exclude(state__in=UNFINISHED).filter(package=OuterRef("pk"))
    last = finished.order_by("-created_at", "-pk").values("pk")[:1]
    findings = HealthFinding.objects.filter(report=OuterRef("last_report")).exclude(code__in=GOOD)
    packages = Package.objects.filter(pk__in=keys).annotate(last_report=Subquery(last))
    return set(packages.filter(Q(last_report=None) | Exists(findings)).values_list("pk", flat=True))


def late_films(keys: set[int], day: dt.date) -> set[int]:
    """Return those of the recordings that are films and were uploaded over 14 days before `day`."""
    films = Recording.objects.filter(pk__in=keys, type=MediaType.VIDEO)
    old = films.alias(uploaded=TruncDate("created_at")).filter(uploaded__lt=day - CAPTIONS_DEADLINE)
    return set(old.values_list("pk", flat=True))
