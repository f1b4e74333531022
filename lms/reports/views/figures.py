"""Views of the figures of a unit or a municipality."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lms.reports.permissions import reach_within, unit_within
from lms.reports.projection.contributions import scope_of
from lms.reports.queries.counts import Share, unassigned
from lms.reports.queries.figures import ModuleFigure, PlaceFigures, figures_of
from lms.reports.queries.listing import needing_help
from lms.reports.queries.statuses import Employed, PersonStatus, employed_in
from lms.reports.views.charts import TrendChart, trend_chart
from lms.reports.views.forms import FiltersForm
from lms.reports.views.pages import (
    Crumb,
    assigned_in,
    crumbs_of,
    offered_titles,
    parts_of,
    place_url,
    with_query,
)
from people.api import Municipality, Reach, Unit

#: a place with more people than this shows its parts instead of people who need help
HELPED_AT_MOST = 120
HELPED_SHOWN = 8


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


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Redirect to the only place within reach, or show the places to choose from."""
    reach = reach_within(request)
    places: list[Unit | Municipality] = [*reach.administered, *reach.managed_units]
    if not places:
        return redirect("reports:region")
    if len(places) == 1 and not reach.coordinates:
        return redirect(place_url("", places[0]))
    links = [(str(place), place_url("", place)) for place in places]
    return render(request, "reports/overview.html", {"links": links, "coordinates": reach.coordinates})


@login_required
@require_safe
def unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Show the figures of a unit."""
    reach = reach_within(request)
    return _place(request, reach, unit_within(reach, unit_id))


def place_of_municipality(request: HttpRequest, reach: Reach, place: Municipality) -> HttpResponse:
    """Show the figures of a municipality to its administrator."""
    return _place(request, reach, place)


def _place(request: HttpRequest, reach: Reach, place: Unit | Municipality) -> HttpResponse:
    page = place_page(place, reach=reach, query=request.GET)
    if page.filters.chosen_part:
        return redirect(with_query(place_url("", Unit(pk=page.filters.chosen_part)), page.filters.parameters))
    return render(request, "reports/place.html", {"page": page, "is_unit": isinstance(place, Unit)})


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
