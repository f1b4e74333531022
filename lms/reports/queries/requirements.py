"""Places without requirements, where everyone would count as ready."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef

from lms.records.api import Completion
from lms.reports.projection.inputs import AssignmentIndex
from lms.reports.queries.counts import within
from lms.reports.scopes import scope_of
from people.api import Employment, Municipality, Unit, keys_in


def unassigned(places: Sequence[Municipality | Unit], day: dt.date) -> set[str]:
    """Return the scopes where nothing is assigned to, nor completed by, anyone counted on `day`.

    Two queries, or none without places.
    """
    if not places:
        return set()
    assignments, scopes = AssignmentIndex(), {scope_of(place) for place in places}
    completed = Completion.objects.filter(achieved_on__lte=day, person=OuterRef("person"))
    rows = (
        Employment.objects.counted_on(day)
        .filter(reduce(or_, map(within, places)))
        .values_list("unit__path", "unit__municipality", "title", Exists(completed))
        .order_by()
        .distinct()
    )
    for path, municipality, title, has_completed in rows:
        if has_completed or assignments.of(path, title, day):
            scopes -= {f"m{municipality}", *(f"u{key}" for key in keys_in(path))}
    return scopes
