"""Where the figures of a place are read from: the ledger where it reaches, else the records themselves."""

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
from lms.reports.projection.contributions import ANY_MODULE, Changes, contribute
from lms.reports.projection.inputs import Asked, read_done, read_inputs
from lms.reports.projection.ledger import PEOPLE_AT_ONCE, pending_changes
from lms.reports.projection.sums import Sums
from lms.reports.scopes import ScopeMap, scope_of
from people.api import Employment, Municipality, Unit

#: the whole region is None
Place = Municipality | Unit | None
Answer = TypeVar("Answer")

TRIES = 3


def consistently(read: Callable[[], Answer]) -> Answer:
    """Return what `read` gives, read again if the ledger changed meanwhile: what was folded in between would
    count twice or not at all."""
    for _ in range(TRIES - 1):
        before = _version()
        answer = read()
        if _version() == before:
            return answer
    return read()


def sums_of(places: Sequence[Place], *, modules: Collection[int], since: dt.date) -> Sums:
    """Return sums for `places` and `modules`, right from `since` on."""
    from_ledger = ledger_sums(places, modules=modules)
    return from_ledger or Sums(live_changes(places, modules=modules, since=since))


def ledger_sums(places: Sequence[Place], *, modules: Collection[int]) -> Sums | None:
    """Return sums from the ledger and what came after its watermark, or None where it does not reach.

    For `ANY_MODULE` alone it reaches every place, else those with many people.
    """
    scopes = [scope_of(place) for place in places]
    state = LedgerState.objects.filter(rebuilt_at__isnull=False).first()
    if state is None or (set(modules) != {ANY_MODULE} and not set(scopes) <= set(state.detailed)):
        return None
    return Sums(_of_scopes(pending_changes(state, scopes=scopes)[1], scopes), state.generation)


def live_changes(
    places: Sequence[Place], *, since: dt.date, modules: Collection[int] | None = None
) -> Changes:
    """Return what everyone employed in `places` since then contributes, straight from the records."""
    changes: Changes = Counter()
    if not places:
        return changes
    units = Unit.objects.filter(reduce(or_, map(_within, places)))
    scope_map, asked = ScopeMap.only(places, units), Asked()
    employed = Employment.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=since), unit__in=units)
    people = iter(employed.order_by("person").values_list("person", flat=True).distinct())
    if modules is not None and ANY_MODULE in modules:
        modules = {*modules, *asked.modules}
    while part := list(islice(people, PEOPLE_AT_ONCE)):
        inputs = read_inputs(part, scope_map, asked)
        done = read_done(part, modules=modules)
        for person, found in inputs.items():
            contribute(changes, found, done.get(person, {}))
    return changes


def _within(place: Place) -> Q:
    if place is None:
        return Q(pk__isnull=False)
    if isinstance(place, Municipality):
        return Q(municipality=place)
    return place.subtree()


def _of_scopes(changes: Changes, scopes: Collection[str]) -> Changes:
    return Counter({key: delta for key, delta in changes.items() if key[0] in scopes})


def _version() -> int | None:
    return LedgerState.objects.values_list("version", flat=True).first()
