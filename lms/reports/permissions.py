"""Permission checks of figures and lists."""

from django.db.models import Q
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from people.api import Municipality, Person, Reach, Unit, reach_of


def reach_within(request: HttpRequest) -> Reach:
    """Return the reach of the user. Raise Http404 if they may see no figures."""
    person = request.user
    assert isinstance(person, Person)  # noqa: S101 - login_required ensures it; narrows the type
    reach = reach_of(person)
    if not reach.sees_figures:
        raise Http404
    return reach


def unit_within(reach: Reach, pk: int) -> Unit:
    """Return the unit with the key `pk`, and its municipality with it.

    Raises Http404 if there is none, or if `reach` does not include the names of its people.
    """
    unit = get_object_or_404(Unit.objects.select_related("municipality"), pk=pk)
    if not reach.covers_unit(unit):
        raise Http404
    return unit


def municipality_within(reach: Reach, pk: int) -> Municipality:
    """Return the municipality. Raise Http404 unless `reach` covers everybody in it."""
    municipality = get_object_or_404(Municipality, pk=pk)
    if municipality not in reach.administered:
        raise Http404
    return municipality


def place_within(reach: Reach, unit_id: int | None, municipality_id: int | None) -> Unit | Municipality:
    """Return the place of which one key is given. Raise Http404 if its people are not within reach."""
    return unit_within(reach, unit_id) if unit_id else municipality_within(reach, municipality_id or 0)


def require_coordinator(reach: Reach) -> None:
    if not reach.coordinates:
        raise Http404


def modules_offered(*municipality_ids: int) -> Q:
    """Return the condition on Module for modules offered to people of these municipalities."""
    return Q(owner__isnull=True) | Q(owner__in=municipality_ids)
