"""Views of the assignments of a unit."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lms.records.actions.assignments import CreateAssignment, WithdrawAssignment
from lms.records.exceptions import AssignmentRefused
from lms.records.forms import AssignmentForm
from lms.records.models import Assignment
from lms.records.queries import module_titles
from people.api import Person, Unit, reach_of


@login_required
@require_http_methods(["GET", "POST"])
def assignment_create(request: HttpRequest, unit_id: int) -> HttpResponse:
    """List the assignments of the unit, and create one."""
    unit, person = _unit_in_reach(request, unit_id)
    form = AssignmentForm(request.POST or None, unit=unit)
    if request.method == "POST" and form.is_valid():
        try:
            CreateAssignment(unit=unit, by=person, **form.cleaned_data).run()
        except AssignmentRefused as refusal:
            form.add_error("module", str(refusal))
        else:
            messages.success(request, _("Now it is asked of %(unit)s.") % {"unit": unit})
            return redirect("records:assignment_create", unit_id=unit.pk)
    return render(
        request,
        "records/assignments.html",
        {"unit": unit, "form": form, "assignments": _listed(unit, person), "crumbs": _crumbs(unit)},
        status=422 if form.errors else 200,
    )


@login_required
@require_POST
def assignment_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw an assignment."""
    assignment = get_object_or_404(Assignment.objects.in_force().select_related("unit"), pk=pk)
    unit, person = _unit_in_reach(request, assignment.unit_id)
    WithdrawAssignment(assignment=assignment, by=person).run()
    messages.success(request, _("It is no longer asked of %(unit)s.") % {"unit": unit})
    return redirect("records:assignment_create", unit_id=unit.pk)


def _unit_in_reach(request: HttpRequest, unit_id: int) -> tuple[Unit, Person]:
    unit = get_object_or_404(Unit, pk=unit_id)
    person = request.user
    assert isinstance(person, Person)  # noqa: S101 - login_required ensures it; narrows the type
    if not reach_of(person).covers_unit(unit):
        raise Http404
    return unit, person


def _crumbs(unit: Unit) -> list[dict[str, str]]:
    """Return breadcrumbs of the unit without links, since lms.reports is a layer above."""
    return [{"title": name} for name in [str(unit.municipality), *unit.path_names]]


def _listed(unit: Unit, person: Person) -> list[dict[str, object]]:
    """Return the assignments of the unit and of the units above it."""
    assignments = list(
        Assignment.objects.in_force()
        .reaching([unit])
        .select_related("module", "unit")
        .order_by("due_on", "pk")
    )
    titles = module_titles(assignment.module for assignment in assignments)
    reach = reach_of(person)
    return [
        {
            "assignment": assignment,
            "title": titles[assignment.module_id],
            "may_withdraw": reach.covers_unit(assignment.unit),
        }
        for assignment in assignments
    ]
