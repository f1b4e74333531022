"""Views of the learning of one person, and of reminders."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from lms.reports.actions import RemindLate, RemindResult
from lms.reports.permissions import place_within, reach_within
from lms.reports.queries.learning import person_learning
from lms.reports.views.forms import ListForm, RemindForm
from lms.reports.views.pages import Crumb, crumbs_of, offered_titles, place_url, with_query
from people.api import Employment, Person, Reach, Unit, signed_in


@login_required
@require_safe
def person(request: HttpRequest, person: int) -> HttpResponse:
    """Show the learning and the employments of a person. Raise Http404 if they never worked within reach."""
    reach = reach_within(request)
    subject = get_object_or_404(Person, pk=person)
    if not reach.may_see(subject):
        raise Http404
    today = timezone.localdate()
    employments = Employment.objects.filter(person=subject, unit__in=reach.units())
    employments = employments.select_related("unit__municipality").order_by("-valid_from", "pk")
    is_employed = reach.covers_person(subject)
    unit = next(
        (
            employment.unit
            for employment in employments
            if employment.valid_to is None or employment.valid_to >= today
        ),
        None,
    )
    context = {
        "person": subject,
        "employments": employments,
        "is_employed": is_employed,
        "rows": person_learning(reach, subject, today) if is_employed else [],
        "crumbs": _crumbs(unit, reach) if unit else [],
        "today": today,
    }
    return render(request, "reports/person.html", context)


def _crumbs(unit: Unit, reach: Reach) -> list[Crumb]:
    return [*crumbs_of(unit, reach, QueryDict()), Crumb(str(unit), place_url("", unit))]


@login_required
@require_POST
def remind(
    request: HttpRequest, unit_id: int | None = None, municipality_id: int | None = None
) -> HttpResponse:
    """Send the reminders, add a message with their number, and redirect to the list with its filters."""
    place = place_within(reach_within(request), unit_id, municipality_id)
    form = RemindForm(request.POST)
    chosen = ListForm(request.GET, titles=offered_titles(place))
    if not form.is_valid() or chosen.errors:
        messages.error(request, _("That could not be read; nobody was reminded. Try again from the list."))
    elif not form.people:
        messages.error(request, _("Nobody was ticked. Tick those whom you want to remind, then press again."))
    else:
        result = RemindLate(
            place=place, people=form.people, module=chosen.chosen_module, by=signed_in(request)
        ).run()
        level = messages.SUCCESS if result.people else messages.INFO
        messages.add_message(request, level, _result_message(result))
    return redirect(with_query(place_url("list", place), request.GET))


def _result_message(result: RemindResult) -> str:
    """Return the numbers of people reminded, e-mailed and left out as sentences."""
    sentences = []
    if result.people:
        sentences.append(
            ngettext(
                "%(count)d person has a reminder on the start page.",
                "%(count)d people have a reminder on the start page.",
                result.people,
            )
            % {"count": result.people}
        )
    if result.mailed:
        sentences.append(
            ngettext("%(count)d gets it by e-mail too.", "%(count)d get it by e-mail too.", result.mailed)
            % {"count": result.mailed}
        )
    if result.left_out:
        sentences.append(
            ngettext(
                "%(count)d was left out: done by now, or reminded within seven days.",
                "%(count)d were left out: done by now, or reminded within seven days.",
                result.left_out,
            )
            % {"count": result.left_out}
        )
    return " ".join(sentences)
