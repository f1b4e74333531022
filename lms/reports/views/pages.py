"""Links, breadcrumbs and titles that the pages of figures share."""

from dataclasses import dataclass

from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse

from courses.api import Module
from lms.records.api import Assignment, module_titles
from lms.reports.permissions import modules_offered
from people.api import Municipality, Reach, Unit


@dataclass(frozen=True)
class Crumb:
    """A breadcrumb, without a link if `url` is None."""

    title: str
    url: str | None


def offered_titles(*places: Unit | Municipality) -> dict[int, str]:
    """Return module -> title for the figures, lists and files of the places.

    Modules offered to their people, and those assigned there even if the owner of the module has changed.
    """
    municipalities = [p.municipality_id if isinstance(p, Unit) else p.pk for p in places]
    assigned = {module for place in places for module in assigned_in(place)}
    offered = Q(modules_offered(*municipalities), versions__isnull=False)
    return module_titles(Module.objects.filter(offered | Q(pk__in=assigned)).distinct())


def parts_of(place: Unit | Municipality) -> list[Unit]:
    """Return the child units; for a municipality with one root, the children of that root."""
    if isinstance(place, Unit):
        return list(place.get_children())
    roots = list(place.units.filter(depth=1).order_by("name", "pk"))
    return list(roots[0].get_children()) or roots if len(roots) == 1 else roots


def assigned_in(place: Unit | Municipality) -> set[int]:
    """Return the modules assigned to the place, to a unit within it or to a unit above it."""
    assignments = Assignment.objects.in_force()
    if isinstance(place, Municipality):
        matches = assignments.filter(unit__municipality=place)
    else:
        matches = assignments.reaching([place]) | assignments.filter(place.subtree("unit__"))
    return set(matches.values_list("module", flat=True))


def place_url(page: str, place: Unit | Municipality) -> str:
    """Return the URL of a page of the place: "" (its figures), "list", "export" or "remind"."""
    if isinstance(place, Unit):
        return reverse(f"reports:{page or 'unit'}", args=[place.pk])
    return reverse(f"reports:municipality{'_' if page else ''}{page}", args=[place.pk])


def crumbs_of(place: Unit | Municipality, reach: Reach, parameters: QueryDict) -> list[Crumb]:
    """Return the breadcrumbs of the place; those within reach are links with the same parameters."""
    if isinstance(place, Municipality):
        return []
    municipality = place.municipality
    may_see = municipality in reach.administered
    above = [
        Crumb(str(municipality), with_query(place_url("", municipality), parameters) if may_see else None)
    ]
    return above + [
        Crumb(str(unit), with_query(place_url("", unit), parameters) if reach.covers_unit(unit) else None)
        for unit in place.get_ancestors()
    ]


def with_query(url: str, parameters: QueryDict) -> str:
    return f"{url}?{parameters.urlencode()}" if parameters else url
