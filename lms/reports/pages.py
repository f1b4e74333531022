"""What a page of figures shows, gathered for its template."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import Module
from lms.people.models import Municipality, Unit
from lms.people.permissions import Reach
from lms.records.models import Assignment
from lms.records.titles import module_titles
from lms.reports.charts import TrendChart, trend_chart
from lms.reports.counts import Share
from lms.reports.figures import ModuleFigure, PlaceFigures, figures_of
from lms.reports.forms import FiltersForm
from lms.reports.listing import needing_help
from lms.reports.permissions import modules_offered
from lms.reports.standings import Employed, PersonStanding, employed_in

#: a place with more people than this shows its parts instead of who needs help
HELPED_AT_MOST = 120
HELPED_SHOWN = 8


@dataclass(frozen=True)
class Crumb:
    title: str
    url: str | None


@dataclass(frozen=True)
class ModuleRow:
    """A module of the page's table."""

    title: str
    figure: ModuleFigure
    is_asked: bool

    @property
    def change(self) -> int:
        """How many more are done than before the period."""
        return self.figure.share.done - self.figure.before.done


@dataclass(frozen=True)
class PlacePage:
    """A unit's or a municipality's page, for who may see its people."""

    place: Unit | Municipality
    filters: FiltersForm
    figures: PlaceFigures
    rows: list[ModuleRow]
    chart: TrendChart
    chart_title: str
    crumbs: list[Crumb]
    parts: list[tuple[str, str, Share]]
    helped: list[tuple[Employed, list[PersonStanding]]]
    titles: dict[int, str]

    @property
    def day(self) -> dt.date:
        return self.filters.period.day

    @cached_property
    def list_url(self) -> str:
        return place_url("list", self.place)

    @cached_property
    def when(self) -> str:
        """What asks the list for the same day as the figures, ready for more; nothing where that is today."""
        period = self.filters.period
        return "" if period.is_now else urlencode({"start": period.start, "end": period.end}) + "&"

    @property
    def export_url(self) -> str:
        return place_url("export", self.place)

    @cached_property
    def query(self) -> str:
        period, module = self.filters.period, self.filters.chosen_module
        return urlencode({"start": period.start, "end": period.end, **({"module": module} if module else {})})

    @property
    def expiring_words(self) -> str:
        """Which modules expire, the most first: "Hygien 3 · Läkemedel 2"."""
        expiring = [row for row in self.rows if row.figure.expiring]
        expiring.sort(key=lambda row: -row.figure.expiring)
        return " · ".join(f"{row.title} {row.figure.expiring}" for row in expiring[:2])


def place_page(place: Unit | Municipality, *, reach: Reach, query: QueryDict) -> PlacePage:
    """Gather the page of a place within reach."""
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
    asked = asked_in(place)
    rows = [
        ModuleRow(titles[module], figure, module in asked)
        for module, figure in figures.modules.items()
        if filters.chosen_module in (None, module)
    ]
    rows.sort(key=lambda row: (not row.is_asked, row.title))
    return PlacePage(
        place=place,
        filters=filters,
        figures=figures,
        rows=rows,
        chart=trend_chart(figures.trend),
        chart_title=titles[filters.chosen_module] if filters.chosen_module else _("Ready"),
        crumbs=crumbs_of(place, reach),
        parts=[(str(child.place), place_url("", child.place), child.share) for child in figures.children],
        helped=_helped(place, filters, titles) if figures.ready.counted <= HELPED_AT_MOST else [],
        titles=titles,
    )


def offered_titles(*places: Unit | Municipality) -> dict[int, str]:
    """Return the titles of the modules that figures, lists and files of the places are about.

    Those that their people may take, and those assigned there, also where a module has changed its owner.
    """
    municipalities = [p.municipality_id if isinstance(p, Unit) else p.pk for p in places]
    assigned = {module for place in places for module in asked_in(place)}
    offered = Q(modules_offered(*municipalities), versions__isnull=False)
    return module_titles(Module.objects.filter(offered | Q(pk__in=assigned)).distinct())


def parts_of(place: Unit | Municipality) -> list[Unit]:
    """The units one step down; for a municipality with one root, that root's."""
    if isinstance(place, Unit):
        return list(place.get_children())
    roots = list(place.units.filter(depth=1).order_by("name", "pk"))
    return list(roots[0].get_children()) or roots if len(roots) == 1 else roots


def asked_in(place: Unit | Municipality) -> set[int]:
    """The modules asked of the place or of something within it or above it."""
    assignments = Assignment.objects.in_force()
    if isinstance(place, Municipality):
        found = assignments.filter(unit__municipality=place)
    else:
        found = assignments.reaching([place]) | assignments.filter(place.subtree("unit__"))
    return set(found.values_list("module", flat=True))


def place_url(page: str, place: Unit | Municipality) -> str:
    """Return the address of a place's page: "" (its figures), "list" or "export"."""
    if isinstance(place, Unit):
        return reverse(f"reports:{page or 'unit'}", args=[place.pk])
    return reverse(f"reports:municipality{'_' if page else ''}{page}", args=[place.pk])


def crumbs_of(place: Unit | Municipality, reach: Reach) -> list[Crumb]:
    """The way down to the place, with links where they lead within reach."""
    if isinstance(place, Municipality):
        return []
    municipality = place.municipality
    may_see = municipality in reach.administered
    above = [Crumb(str(municipality), place_url("", municipality) if may_see else None)]
    return above + [
        Crumb(str(unit), place_url("", unit) if reach.covers_unit(unit) else None)
        for unit in place.get_ancestors()
    ]


def _helped(
    place: Unit | Municipality, filters: FiltersForm, titles: dict[int, str]
) -> list[tuple[Employed, list[PersonStanding]]]:
    modules = [filters.chosen_module] if filters.chosen_module else list(titles)
    day = filters.period.day
    return needing_help(list(employed_in(place, day)), modules, day, titles)[:HELPED_SHOWN]
