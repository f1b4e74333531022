"""Views of the lists of people behind figures, and of their files."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lms.reports.exports.files import Table, csv_response, file_name, xlsx_response
from lms.reports.exports.rows import people_header, people_rows
from lms.reports.periods import Period
from lms.reports.permissions import place_within, reach_within
from lms.reports.queries.listing import LatePerson, late_page, list_page, listed, unusual_rows
from lms.reports.queries.reminders import finished_after_reminder, late_rows
from lms.reports.views.forms import FiltersForm, ListForm
from lms.reports.views.pages import Crumb, crumbs_of, offered_titles, place_url, with_query
from lms.requirements.api import RequirementStatus
from people.api import Municipality, Unit

FORMATS = {"csv": csv_response, "xlsx": xlsx_response}


@login_required
@require_safe
def people(
    request: HttpRequest, unit_id: int | None = None, municipality_id: int | None = None
) -> HttpResponse:
    """List the people behind the figures of a unit or a municipality."""
    reach = reach_within(request)
    place = place_within(reach, unit_id, municipality_id)
    titles = offered_titles(place)
    form = ListForm(request.GET, titles=titles)
    filters = FiltersForm(request.GET.dict(), today=timezone.localdate(), titles=titles)
    if {"start", "end"} & set(filters.errors):
        raise Http404  # the list has no field for the period that could show the error
    period, parameters = filters.period, filters.parameters
    module = form.chosen_module
    modules = [module] if module else list(titles)
    status = form.chosen_status
    number = request.GET.get("page")
    if status == RequirementStatus.LATE:
        page, late = late_page(place, period.day, modules, number=number)
        own = _late_context(place, late, modules, period)
    else:
        page, rows = list_page(
            place, period.day, modules, status=status, all_modules=module is None, number=number
        )
        own = {"rows": rows, "unusual": unusual_rows(rows, period.day)}
    context = own | {
        "place": place,
        "form": form,
        "period": period,
        "parameters": parameters,
        "crumbs": [
            *crumbs_of(place, reach, parameters),
            Crumb(str(place), with_query(place_url("", place), parameters)),
        ],
        "page_obj": page,
        "is_of_everyone": status is None,
        "titles": titles,
        "export_url": place_url("export", place),
    }
    name = "late" if status == RequirementStatus.LATE else "list"
    return render(request, f"reports/{name}.html", context)


def _late_context(
    place: Unit | Municipality, late: list[LatePerson], modules: list[int], period: Period
) -> dict[str, object]:
    """Return the reminder context of the list of late people; only the list of today can send reminders."""
    rows = late_rows(place, late, modules, period.day)
    return {
        "late_rows": rows,
        "remindable": [row for row in rows if row.is_remindable] if period.is_now else [],
        "finished": finished_after_reminder(place, modules, period.day) if period.is_now else [],
        "remind_url": place_url("remind", place),
    }


@login_required
@require_safe
def export(
    request: HttpRequest, unit_id: int | None = None, municipality_id: int | None = None
) -> HttpResponseBase:
    """Return a file of the statuses at the end of the chosen period, for every module or the chosen one.

    Raise Http404 for an invalid filter, since a file cannot show an error.
    """
    place = place_within(reach_within(request), unit_id, municipality_id)
    respond = FORMATS.get(request.GET.get("format", "csv"))
    if respond is None:
        raise Http404
    titles = offered_titles(place)
    filters = FiltersForm(request.GET.dict(), today=timezone.localdate(), titles=titles)
    chosen = ListForm(request.GET, titles=titles)
    if filters.errors or chosen.errors:
        raise Http404
    day = filters.period.day
    module = chosen.chosen_module
    modules = [module] if module else list(titles)
    rows = listed(place, day, modules, status=chosen.chosen_status, all_modules=module is None)
    name = file_name(str(place), titles[module] if module else _("modules"), day=day)
    return respond(Table(name, str(place), people_header(), people_rows(rows, titles)))
