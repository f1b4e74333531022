"""What remains for a person, and what holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from courses.api import Module
from lms.records.models import Assignment, Completion, Exemption
from people.api import Leave, Person

#: who is new in a unit has at least this long for what was asked of it before they came
DAYS_FOR_NEWCOMERS = 30


@dataclass(frozen=True)
class Remaining:
    """A module that is asked of a person and not done, or no longer valid."""

    module: Module
    assignment: Assignment
    #: the last day in time: the assignment's, or later for who is new or whose completion expired after it
    due_on: dt.date
    is_late: bool

    @property
    def why(self) -> str:
        """Who asks, in words."""
        if self.assignment.title:
            return _("Asked of every %(title)s in %(unit)s") % {
                "title": self.assignment.title.lower(),
                "unit": self.assignment.unit,
            }
        return _("Asked of everyone in %(unit)s") % {"unit": self.assignment.unit}


def earliest_due(due_on: dt.date, employed_from: dt.date) -> dt.date:
    """Return the last day in time for an assignment due `due_on` to who is employed from `employed_from`."""
    newcomers = dt.timedelta(days=DAYS_FOR_NEWCOMERS)
    return max(due_on, min(employed_from, dt.date.max - newcomers) + newcomers)


def remaining_for(
    person: Person,
    day: dt.date,
    valid_days: Mapping[int, dt.date] | None = None,
    *,
    employer: int | None = None,
) -> list[Remaining]:
    """Return what remains for `person` on `day`, the most urgent first; nothing is late while on leave.

    An assignment counts for those employed that day in its unit's subtree, with its title if it has one,
    unless exempt there. Leave and exemption hold for the employer that granted them. `valid_days`: the
    completions done by `day`, as `last_valid_days` returns them. `employer`: the key of the municipality
    whose assignments count alone. One query, and one for what is not given.
    """
    if valid_days is None:
        done = Completion.objects.with_end().filter(person=person, achieved_on__lte=day)
        valid_days = last_valid_days(done)
    found: dict[int, tuple[bool, Remaining]] = {}
    assignments = _assignments_reaching(person, day)
    if employer is not None:
        assignments = assignments.filter(unit__municipality=employer)
    for assignment in assignments:
        expired = valid_days.get(assignment.module_id)
        if not assignment.is_for_title(assignment.employed_as) or (expired and expired >= day):
            continue
        due_on = earliest_due(assignment.due_on, assignment.employed_from)
        due_on = max(due_on, expired) if expired else due_on
        is_away: bool = assignment.is_away
        known = found.get(assignment.module_id)
        if known is None or (is_away, due_on) < (known[0], known[1].due_on):
            remaining = Remaining(assignment.module, assignment, due_on, due_on < day and not is_away)
            found[assignment.module_id] = is_away, remaining
    remaining_now = (remaining for _is_away, remaining in found.values())
    return sorted(remaining_now, key=lambda remaining: (remaining.due_on, remaining.module.pk))


def last_valid_days(completions: Iterable[Completion]) -> dict[int, dt.date]:
    """Return the last day on which each module is valid, from completions `with_end`."""
    found: dict[int, dt.date] = {}
    for completion in completions:
        ends_on: dt.date = completion.ends_on  # type: ignore[attr-defined]  # an annotation
        found[completion.module_id] = max(found.get(completion.module_id, dt.date.min), ends_on)
    return found


def _assignments_reaching(person: Person, day: dt.date) -> QuerySet[Any]:
    """The assignments that reach the person's employments on `day`, one row for each employment.

    Without those from which their employer has exempted the person. `is_away` says whether it granted leave.
    A unit and the units above it belong to one municipality.
    """
    exemptions = Exemption.objects.on_day(day).filter(
        person=person, module=OuterRef("module"), municipality=OuterRef("unit__municipality")
    )
    own_leave = Leave.objects.on_day(day).filter(person=person, municipality=OuterRef("unit__municipality"))
    return (
        Assignment.objects.in_force()
        .reaching_employments(person, day)
        .filter(~Exists(exemptions))
        .annotate(is_away=Exists(own_leave))
        .select_related("unit", "module")
    )


def current_completions(person: Person, day: dt.date) -> list[Completion]:
    """Return, for each module, the completion valid on `day` that holds longest; the newest first."""
    found: dict[int, Completion] = {}
    valid = Completion.objects.valid_on(day).filter(person=person).select_related("module", "module_version")
    for completion in valid.order_by("achieved_at"):
        known = found.get(completion.module_id)
        if known is None or (completion.valid_until or dt.date.max) >= (known.valid_until or dt.date.max):
            found[completion.module_id] = completion
    return sorted(found.values(), key=lambda completion: completion.achieved_at, reverse=True)
