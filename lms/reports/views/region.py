"""Views of the figures of the region for coordinators: no names, no small cells."""

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
from lms.reports.permissions import reach_within, require_coordinator
from lms.reports.projection.contributions import scope_of
from lms.reports.queries.region import RegionFigures, region_figures
from lms.reports.views.charts import trend_chart
from lms.reports.views.figures import place_of_municipality
from lms.reports.views.forms import FiltersForm
from lms.reports.views.lists import FORMATS
from lms.reports.views.pages import Crumb, with_query
from people.api import Municipality


@dataclasses.dataclass(frozen=True)
class RegionQuery:
    """The filters of a request for figures of the region, and the resulting figures."""

    filters: FiltersForm
    titles: dict[int, str]
    municipalities: list[Municipality]
    figures: RegionFigures


@login_required
@require_safe
def region(request: HttpRequest) -> HttpResponse:
    """Show the figures of the region and its municipalities."""
    require_coordinator(reach_within(request))
    query = _region_query(request)
    row = query.figures.row(query.filters.chosen_module)
    trend = [(day, published.total) for day, published in query.figures.trend]
    parts = [
        (m.name, _link("reports:municipality", query, m.pk), row.cells[scope_of(m)])
        for m in query.municipalities
    ]
    modules = [
        (module, query.titles[module], published.total) for module, published in query.figures.modules.items()
    ]
    return _render(request, query, _("The whole region"), row.total, trend, modules, parts)


@login_required
@require_safe
def municipality(request: HttpRequest, municipality_id: int) -> HttpResponse:
    """Show a municipality: exact figures to its administrator, published ones to a coordinator."""
    reach = reach_within(request)
    place = get_object_or_404(Municipality, pk=municipality_id)
    if place in reach.administered:
        return place_of_municipality(request, reach, place)
    require_coordinator(reach)
    query, scope = _region_query(request), scope_of(place)
    row = query.figures.row(query.filters.chosen_module)
    trend = [(day, published.cells[scope]) for day, published in query.figures.trend]
    modules = [
        (module, query.titles[module], published.cells[scope])
        for module, published in query.figures.modules.items()
    ]
    crumbs = [Crumb(_("The whole region"), _link("reports:region", query))]
    return _render(request, query, str(place), row.cells[scope], trend, modules, crumbs=crumbs)


@login_required
@require_safe
def region_export(request: HttpRequest) -> HttpResponseBase:
    """Export the published figures."""
    require_coordinator(reach_within(request))
    respond = FORMATS.get(request.GET.get("format", "csv"))
    if respond is None:
        raise Http404
    query = _region_query(request)
    if query.filters.errors:
        raise Http404
    chosen = query.filters.chosen_module
    name = file_name(_("region"), query.titles[chosen] if chosen else "", day=query.filters.period.day)
    rows = region_rows(query.figures, query.municipalities, query.titles, chosen=chosen)
    return respond(Table(name, _("The whole region"), region_header(), rows))


def _link(name: str, query: RegionQuery, *args: int) -> str:
    """Return the URL of another page of the region for the same period and module."""
    return with_query(reverse(name, args=args), query.filters.parameters)


def _region_query(request: HttpRequest) -> RegionQuery:
    titles = module_titles(Module.objects.filter(versions__isnull=False).distinct())
    filters = FiltersForm(request.GET.dict(), today=timezone.localdate(), titles=titles)
    municipalities = list(Municipality.objects.all())
    figures = region_figures(
        municipalities, period=filters.period, modules=list(titles), chosen=filters.chosen_module
    )
    return RegionQuery(filters, titles, municipalities, figures)


def _render(request, query, heading, share, trend, modules, parts=(), crumbs=()):  # type: ignore[no-untyped-def]
    chosen = query.filters.chosen_module
    context = {
        "heading": heading,
        "filters": query.filters,
        "share": share,
        "chart": trend_chart(trend),
        "chart_title": query.titles[chosen] if chosen else _("Ready"),
        "modules": sorted((row for row in modules if chosen in (None, row[0])), key=lambda row: row[1]),
        "parts": parts,
        "crumbs": crumbs,
    }
    return render(request, "reports/region.html", context)
