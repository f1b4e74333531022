"""Counts from the records: shares in places without detailed ledger entries, places without requirements."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef

from lms.records.api import Completion
from lms.reports.projection.contributions import scope_of
from lms.requirements.api import AssignmentIndex, counted_employments, within
from people.api import Employment, Municipality, Unit, keys_in


@dataclass(frozen=True)
class Share:
    """A number of people who are done, of the number counted."""

    done: int
    counted: int

    @property
    def left(self) -> int:
        return self.counted - self.done

    @property
    def smallest(self) -> int:
        return min(self.done, self.left)

    @property
    def percent(self) -> int:
        """Return whole per cent; never 100 while someone is left, nor 0 while someone is done."""
        if not self.counted or self.done in (0, self.counted):
            return 100 if self.done else 0
        rounded = (self.done * 200 + self.counted) // (self.counted * 2)
        return min(max(rounded, 1), 99)


def done_by_place(places: Sequence[Municipality | Unit], *, module: int, day: dt.date) -> dict[str, Share]:
    """Return for each scope the share of people counted that day who have done the module. One query."""
    rows = (
        counted_employments(day, module)
        .filter(reduce(or_, map(within, places)))
        .values_list("person", "unit__path", "unit__municipality", "is_done")  # type: ignore[misc]  # an annotation
    )
    counted: dict[str, set[int]] = {scope_of(place): set() for place in places}
    done: dict[str, set[int]] = {scope_of(place): set() for place in places}
    for person, path, municipality, is_done in rows:
        for scope in counted.keys() & {f"m{municipality}", *(f"u{key}" for key in keys_in(path))}:
            counted[scope].add(person)
            if is_done:
                done[scope].add(person)
    return {scope: Share(len(done[scope]), len(people)) for scope, people in counted.items()}


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
