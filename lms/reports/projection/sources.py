"""Sources of the figures of a place: the ledger if it covers the place, else the records."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from functools import reduce
from itertools import islice
from operator import or_
from typing import TypeVar

from django.db.models import Q

from lms.reports.models import LedgerState
from lms.reports.projection.contributions import (
    ANY_MODULE,
    Changes,
    Place,
    contribute,
    scope_of,
    scopes_within,
)
from lms.reports.projection.ledger import PEOPLE_AT_ONCE, pending_changes
from lms.reports.projection.totals import MeasureTotals
from lms.requirements.api import AssignmentIndex, read_done, read_employments
from people.api import Employment, Municipality, Unit

Result = TypeVar("Result")

MAX_TRIES = 3


def consistently(read: Callable[[], Result]) -> Result:
    """Return the result of `read`, called again if the ledger changed during the call.

    Completions projected during the call would count twice or not at all.
    """
    for _ in range(MAX_TRIES - 1):
        before = _version()
        result = read()
        if _version() == before:
            return result
    return read()


def totals_of(places: Sequence[Place], *, modules: Collection[int], since: dt.date) -> MeasureTotals:
    """Return totals for `places` and `modules`, correct from `since` on."""
    from_ledger = ledger_totals(places, modules=modules)
    return from_ledger or MeasureTotals(live_changes(places, modules=modules, since=since))


def ledger_totals(places: Sequence[Place], *, modules: Collection[int]) -> MeasureTotals | None:
    """Return totals from the ledger and the completions after its watermark, or None if it lacks a place.

    For `ANY_MODULE` alone it covers every place, else those with at least `DETAILED_FROM` employments.
    """
    scopes = [scope_of(place) for place in places]
    state = LedgerState.objects.filter(rebuilt_at__isnull=False).first()
    if state is None or (set(modules) != {ANY_MODULE} and not set(scopes) <= set(state.detailed)):
        return None
    return MeasureTotals(_of_scopes(pending_changes(state, scopes=scopes)[1], scopes), state.generation)


def live_changes(
    places: Sequence[Place], *, since: dt.date, modules: Collection[int] | None = None
) -> Changes:
    """Return the contributions of everyone employed in `places` since then, computed from the records."""
    changes: Changes = Counter()
    if not places:
        return changes
    units = Unit.objects.filter(reduce(or_, map(_units_within, places)))
    scopes, assignments = scopes_within(places, units), AssignmentIndex()
    employed = Employment.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=since), unit__in=units)
    people = iter(employed.order_by("person").values_list("person", flat=True).distinct())
    if modules is not None and ANY_MODULE in modules:
        modules = {*modules, *assignments.modules}
    while batch := list(islice(people, PEOPLE_AT_ONCE)):
        employments = read_employments(batch, scopes, assignments)
        done = read_done(batch, modules=modules)
        for person in batch:
            contribute(changes, employments[person], done.get(person, {}))
    return changes


def _units_within(place: Place) -> Q:
    """Return the condition on Unit to be in `place`; all units if it is None."""
    if place is None:
        return Q(pk__isnull=False)
    if isinstance(place, Municipality):
        return Q(municipality=place)
    return place.subtree()


def _of_scopes(changes: Changes, scopes: Collection[str]) -> Changes:
    return Counter({key: delta for key, delta in changes.items() if key[0] in scopes})


def _version() -> int | None:
    return LedgerState.objects.values_list("version", flat=True).first()
