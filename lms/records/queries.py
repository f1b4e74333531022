"""What remains for a person, and what holds."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

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


def remaining_for(person: Person, day: dt.date) -> list[Remaining]:
    """Return what remains for `person` on `day`, the most urgent first; nothing is late while on leave.

    An assignment counts for those employed that day in its unit's subtree, with its title if it has one,
    unless exempt there. Leave and exemption hold for the employer that granted them. Five queries.
    """
    employments = list(Employment.objects.on_day(day).filter(person=person).select_related("unit"))
    assignments = (
        Assignment.objects.in_force()
        .reaching(employment.unit for employment in employments)
        .select_related("unit", "module")
    )
    exemptions = Exemption.objects.on_day(day).filter(person=person)
    exempt = set(exemptions.values_list("municipality", "module"))
    ends = _last_valid_days(person, day)
    leaves = Leave.objects.on_day(day).filter(person=person)
    away_from = set(leaves.values_list("municipality", flat=True))
    found: dict[int, tuple[bool, Remaining]] = {}
    for assignment in assignments:
        for employment in employments:
            employer = employment.unit.municipality_id
            due_on = _due_on(assignment, employment, ends.get(assignment.module_id))
            is_exempt = (employer, assignment.module_id) in exempt
            if is_exempt or due_on is None or _reaches(ends, assignment, day):
                continue
            is_away = employer in away_from
            known = found.get(assignment.module_id)
            if known is None or (is_away, due_on) < (known[0], known[1].due_on):
                remaining = Remaining(assignment.module, assignment, due_on, due_on < day and not is_away)
                found[assignment.module_id] = is_away, remaining
    remaining_now = (remaining for _is_away, remaining in found.values())
    return sorted(remaining_now, key=lambda remaining: (remaining.due_on, remaining.module.pk))


def current_completions(person: Person, day: dt.date) -> list[Completion]:
    """Return, for each module, the completion valid on `day` that holds longest; the newest first."""
    found: dict[int, Completion] = {}
    valid = Completion.objects.valid_on(day).filter(person=person).select_related("module", "module_version")
    for completion in valid.order_by("achieved_at"):
        known = found.get(completion.module_id)
        if known is None or (completion.valid_until or dt.date.max) >= (known.valid_until or dt.date.max):
            found[completion.module_id] = completion
    return sorted(found.values(), key=lambda completion: completion.achieved_at, reverse=True)


def _last_valid_days(person: Person, day: dt.date) -> dict[int, dt.date]:
    """The last day on which each module done by `day` is valid."""
    done = Completion.objects.with_end().filter(person=person, achieved_on__lte=day)
    found: dict[int, dt.date] = {}
    ends = done.values_list("module", "ends_on")  # type: ignore[misc]  # an annotation
    for module, ends_on in ends:
        found[module] = max(found.get(module, dt.date.min), ends_on)
    return found


def _reaches(ends: dict[int, dt.date], assignment: Assignment, day: dt.date) -> bool:
    return ends.get(assignment.module_id, dt.date.min) >= day


def _due_on(assignment: Assignment, employment: Employment, expired: dt.date | None) -> dt.date | None:
    """The last day in time, or None where the assignment does not reach the employment."""
    in_subtree = employment.unit.is_within(assignment.unit)
    if not in_subtree or not assignment.is_for_title(employment.title):
        return None
    due_on = earliest_due(assignment.due_on, employment.valid_from)
    return max(due_on, expired) if expired else due_on
