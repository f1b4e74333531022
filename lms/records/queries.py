"""What remains for a person, and what holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from courses.models import Module
from lms.people.models import Employment, Leave, Person
from lms.records.models import Assignment, Completion, Exemption

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
    person: Person, day: dt.date, valid_days: Mapping[int, dt.date] | None = None
) -> list[Remaining]:
    """Return what remains for `person` on `day`, the most urgent first; nothing is late while on leave.

    An assignment counts for those employed that day in its unit's subtree, with its title if it has one,
    unless exempt there. Leave and exemption hold for the employer that granted them. `valid_days`: the
    completions done by `day`, as `last_valid_days` returns them. Two queries, and one for what is not given.
    """
    if valid_days is None:
        done = Completion.objects.with_end().filter(person=person, achieved_on__lte=day)
        valid_days = last_valid_days(done)
    own_leave = Leave.objects.on_day(day).filter(person=person, municipality=OuterRef("unit__municipality"))
    employments = list(
        Employment.objects.on_day(day)
        .filter(person=person)
        .select_related("unit")
        .annotate(is_away=Exists(own_leave))
    )
    found: dict[int, tuple[bool, Remaining]] = {}
    for assignment in _assignments_reaching(person, employments, day):
        for employment in employments:
            due_on = _due_on(assignment, employment, valid_days.get(assignment.module_id))
            if due_on is None or valid_days.get(assignment.module_id, dt.date.min) >= day:
                continue
            is_away: bool = employment.is_away  # type: ignore[attr-defined]  # an annotation
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


def _assignments_reaching(
    person: Person, employments: Iterable[Employment], day: dt.date
) -> QuerySet[Assignment]:
    """The assignments above the employments, without those from which their employer has exempted the person.

    A unit and the units above it belong to one municipality.
    """
    exemptions = Exemption.objects.on_day(day).filter(
        person=person, module=OuterRef("module"), municipality=OuterRef("unit__municipality")
    )
    return (
        Assignment.objects.in_force()
        .reaching(employment.unit for employment in employments)
        .filter(~Exists(exemptions))
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


def _due_on(assignment: Assignment, employment: Employment, expired: dt.date | None) -> dt.date | None:
    """The last day in time, or None where the assignment does not reach the employment."""
    in_subtree = employment.unit.is_within(assignment.unit)
    if not in_subtree or not assignment.is_for_title(employment.title):
        return None
    due_on = earliest_due(assignment.due_on, employment.valid_from)
    return max(due_on, expired) if expired else due_on
