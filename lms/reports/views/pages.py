"""Context of the page of figures of a place."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.api import Module
from lms.records.api import Assignment, module_titles
from lms.reports.permissions import modules_offered
from lms.reports.projection.contributions import scope_of
from lms.reports.queries.counts import Share, unassigned
from lms.reports.queries.figures import ModuleFigure, PlaceFigures, figures_of
from lms.reports.queries.listing import needing_help
from lms.reports.queries.statuses import Employed, PersonStatus, employed_in
from lms.reports.views.charts import TrendChart, trend_chart
from lms.reports.views.forms import FiltersForm
from people.api import Municipality, Reach, Unit

#: a place with more people than this shows its parts instead of people who need help
HELPED_AT_MOST = 120
HELPED_SHOWN = 8


@dataclass(frozen=True)
class Crumb:
    """A breadcrumb, without a link if `url` is None."""

    title: str
    url: str | None


@dataclass(frozen=True)
class ModuleRow:
    """A row of the table of modules."""

    title: str
    figure: ModuleFigure
    is_assigned: bool

    @property
    def change(self) -> int:
        """Return the change of the number done since before the period."""
        return self.figure.share.done - self.figure.before.done


@dataclass(frozen=True)
class PartRow:
    """A part of the place with its share of people ready, or done with the chosen module."""

    title: str
    url: str
    share: Share
    is_unassigned: bool


@dataclass(frozen=True)
class PlacePage:
    """The page of a unit or a municipality, for users who may see its people."""

    place: Unit | Municipality
    filters: FiltersForm
    figures: PlaceFigures
    rows: list[ModuleRow]
    chart: TrendChart
    chart_title: str
    crumbs: list[Crumb]
    #: nothing is assigned and nothing completed, so readiness has no meaning
    is_unassigned: bool
    parts: list[PartRow]
    helped: list[tuple[Employed, list[PersonStatus]]]
    titles: dict[int, str]

    @property
    def day(self) -> dt.date:
        return self.filters.period.day

    @property
    def list_url(self) -> str:
        return place_url("list", self.place)

    @property
    def full_list_url(self) -> str:
        """Return the URL of the list of everyone, for the same period and module."""
        return with_query(self.list_url, self.filters.parameters)

    @property
    def export_url(self) -> str:
        return place_url("export", self.place)

    @cached_property
    def share(self) -> Share:
        """Return the share of people ready, or done with the chosen module."""
        chosen = self.filters.chosen_module
        return self.figures.modules[chosen].share if chosen else self.figures.ready

    @cached_property
    def late(self) -> int:
        """Return the number of people late with any module, or with the chosen one."""
        chosen = self.filters.chosen_module
        return self.figures.modules[chosen].late if chosen else self.figures.late

    @cached_property
    def expiring(self) -> int:
        return sum(row.figure.expiring for row in self.rows)

    @property
    def expiring_words(self) -> str:
        """Return the two modules with most expiring completions: "Hygien 3 · Läkemedel 2"."""
        expiring = [row for row in self.rows if row.figure.expiring]
        expiring.sort(key=lambda row: -row.figure.expiring)
        return " · ".join(f"{row.title} {row.figure.expiring}" for row in expiring[:2])


def place_page(place: Unit | Municipality, *, reach: Reach, query: QueryDict) -> PlacePage:
    """Return the page of a place within reach."""
    titles = offered_titles(place)
    children = parts_of(place)
    filters = FiltersForm(
        query.dict(),
        today=timezone.localdate(),
        titles=titles,
        parts=[(child.pk, str(child)) for child in children],
    )
    figures = figures_of(
        place, period=filters.period, modules=list(titles), children=children, chosen=filters.chosen_module
    )
    assigned, empty = assigned_in(place), _unassigned(place, figures, filters)
    rows = [
        ModuleRow(titles[module], figure, module in assigned)
        for module, figure in figures.modules.items()
        if filters.chosen_module in (None, module)
    ]
    rows.sort(key=lambda row: (not row.is_assigned, row.title))
    return PlacePage(
        place=place,
        filters=filters,
        figures=figures,
        rows=rows,
        chart=trend_chart(figures.trend),
        chart_title=titles[filters.chosen_module] if filters.chosen_module else _("Ready"),
        crumbs=crumbs_of(place, reach, filters.parameters),
        is_unassigned=scope_of(place) in empty,
        parts=[
            PartRow(
                str(child.place),
                with_query(place_url("", child.place), filters.parameters),
                child.share,
                scope_of(child.place) in empty,
            )
            for child in figures.children
        ],
        helped=_helped(place, filters, titles) if figures.ready.counted <= HELPED_AT_MOST else [],
        titles=titles,
    )


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


def _unassigned(place: Unit | Municipality, figures: PlaceFigures, filters: FiltersForm) -> set[str]:
    """Return the scopes of the place and its parts without assignments, where readiness has no meaning."""
    if filters.chosen_module:
        return set()
    shares = [(place, figures.ready), *((child.place, child.share) for child in figures.children)]
    full = [each for each, share in shares if share.counted and not share.left]
    return unassigned(full, filters.period.day)


def _helped(
    place: Unit | Municipality, filters: FiltersForm, titles: dict[int, str]
) -> list[tuple[Employed, list[PersonStatus]]]:
    modules = [filters.chosen_module] if filters.chosen_module else list(titles)
    day = filters.period.day
    return needing_help(list(employed_in(place, day)), modules, day, titles)[:HELPED_SHOWN]
