"""The region's figures for its coordinators: municipalities and modules, never names, no small cells."""

from __future__ import annotations

import dataclasses

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.api import Module
from lms.records.api import module_titles
from lms.reports.exports.files import Table, file_name
from lms.reports.exports.rows import region_header, region_rows
from lms.reports.permissions import require_coordinator
from lms.reports.queries.region import RegionFigures, region_figures
from lms.reports.scopes import scope_of
from lms.reports.views.charts import trend_chart
from lms.reports.views.figures import FORMATS, place_of_municipality, reach_within
from lms.reports.views.forms import FiltersForm
from lms.reports.views.pages import Crumb, with_query
from people.api import Municipality


@dataclasses.dataclass(frozen=True)
class Asked:
    """What a page of the region was asked for, and the answer."""

    filters: FiltersForm
    titles: dict[int, str]
    municipalities: list[Municipality]
    figures: RegionFigures


@login_required
@require_safe
def region(request: HttpRequest) -> HttpResponse:
    """The whole region and its municipalities."""
    require_coordinator(reach_within(request))
    asked = _ask(request)
    row = asked.figures.row(asked.filters.chosen_module)
    trend = [(day, published.total) for day, published in asked.figures.trend]
    parts = [
        (m.name, _link("reports:municipality", asked, m.pk), row.cells[scope_of(m)])
        for m in asked.municipalities
    ]
    modules = [
        (module, asked.titles[module], published.total) for module, published in asked.figures.modules.items()
    ]
    return _render(request, asked, _("The whole region"), row.total, trend, modules, parts)


@login_required
@require_safe
def municipality(request: HttpRequest, municipality_id: int) -> HttpResponse:
    """A municipality: to its administrator as it is, to a coordinator as it may be published."""
    reach = reach_within(request)
    place = get_object_or_404(Municipality, pk=municipality_id)
    if place in reach.administered:
        return place_of_municipality(request, reach, place)
    require_coordinator(reach)
    asked, scope = _ask(request), scope_of(place)
    row = asked.figures.row(asked.filters.chosen_module)
    trend = [(day, published.cells[scope]) for day, published in asked.figures.trend]
    modules = [
        (module, asked.titles[module], published.cells[scope])
        for module, published in asked.figures.modules.items()
    ]
    crumbs = [Crumb(_("The whole region"), _link("reports:region", asked))]
    return _render(request, asked, str(place), row.cells[scope], trend, modules, crumbs=crumbs)


@login_required
@require_safe
def region_export(request: HttpRequest) -> HttpResponseBase:
    """The published figures as a file."""
    require_coordinator(reach_within(request))
    respond = FORMATS.get(request.GET.get("format", "csv"))
    if respond is None:
        raise Http404
    asked = _ask(request)
    if asked.filters.errors:
        raise Http404
    chosen = asked.filters.chosen_module
    name = file_name(_("region"), asked.titles[chosen] if chosen else "", day=asked.filters.period.day)
    rows = region_rows(asked.figures, asked.municipalities, asked.titles, chosen=chosen)
    return respond(Table(name, _("The whole region"), region_header(), rows))


def _link(name: str, asked: Asked, *args: int) -> str:
    """Return the address of another page of the region's figures, for the same period and module."""
    return with_query(reverse(name, args=args), asked.filters.kept)


def _ask(request: HttpRequest) -> Asked:
    titles = module_titles(Module.objects.filter(versions__isnull=False).distinct())
    filters = FiltersForm(request.GET.dict(), today=timezone.localdate(), titles=titles)
    municipalities = list(Municipality.objects.all())
    figures = region_figures(
        municipalities, period=filters.period, modules=list(titles), chosen=filters.chosen_module
    )
    return Asked(filters, titles, municipalities, figures)


def _render(request, asked, heading, share, trend, modules, parts=(), crumbs=()):  # type: ignore[no-untyped-def]
    chosen = asked.filters.chosen_module
    context = {
        "heading": heading,
        "filters": asked.filters,
        "share": share,
        "chart": trend_chart(trend),
        "chart_title": asked.titles[chosen] if chosen else _("Ready"),
        "modules": sorted((row for row in modules if chosen in (None, row[0])), key=lambda row: row[1]),
        "parts": parts,
        "crumbs": crumbs,
    }
    return render(request, "reports/region.html", context)
