"""Queries for remaining assignments and valid completions of a person."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from courses.api import Module
from lms.records.api import Assignment, Completion
from lms.requirements.enums import RequirementStatus
from lms.requirements.rule import Facts, due_day, exempt, extend_due, is_for_title, is_valid
from people.api import Leave, Person, title_key


@dataclass(frozen=True)
class Remaining:
    """A module that is assigned to a person and not completed, or no longer valid."""

    module: Module
    assignment: Assignment
    #: the due day: that of the assignment, or later for newcomers and after an expired completion
    due_on: dt.date
    is_late: bool

    @property
    def why(self) -> str:
        """Return the reason for the assignment as a sentence."""
        if self.assignment.title:
            return _("Asked of every %(title)s in %(unit)s") % {
                "title": self.assignment.title.lower(),
                "unit": self.assignment.unit,
            }
        return _("Asked of everyone in %(unit)s") % {"unit": self.assignment.unit}


def remaining_for(
    person: Person,
    day: dt.date,
    valid_days: Mapping[int, dt.date] | None = None,
    *,
    employer: int | None = None,
) -> list[Remaining]:
    """Return the remaining modules of `person` on `day`, most urgent first; nothing is late during leave.

    An assignment applies to people employed that day in the subtree of its unit, with its title if it has
    one, unless exempt there. Leave and exemption apply to the employer that granted them. `valid_days` is
    the result of `last_valid_days` for completions by `day`. `employer` is the key of a municipality to
    whose assignments the result is limited. One query, and one if `valid_days` is None.
    """
    if valid_days is None:
        done = Completion.objects.with_end().filter(person=person, achieved_on__lte=day)
        valid_days = last_valid_days(done)
    assignments = _assignments_reaching(person, day)
    if employer is not None:
        assignments = assignments.filter(unit__municipality=employer)
    by_module: dict[int, tuple[bool, Remaining]] = {}
    for assignment in assignments:
        last_valid_on = valid_days.get(assignment.module_id)
        own_title = title_key(assignment.employed_as)
        if is_valid(last_valid_on, day) or not is_for_title(title_key(assignment.title), own_title):
            continue
        due_on = extend_due(due_day(assignment.due_on, assignment.employed_from), last_valid_on)
        is_away: bool = assignment.is_away
        existing = by_module.get(assignment.module_id)
        if existing is None or (is_away, due_on) < (existing[0], existing[1].due_on):
            is_late = (
                Facts(due_on, last_valid_on, is_on_leave=is_away).status_on(day) == RequirementStatus.LATE
            )
            by_module[assignment.module_id] = (
                is_away,
                Remaining(assignment.module, assignment, due_on, is_late),
            )
    remaining_now = (remaining for _is_away, remaining in by_module.values())
    return sorted(remaining_now, key=lambda remaining: (remaining.due_on, remaining.module.pk))


def last_valid_days(completions: Iterable[Completion]) -> dict[int, dt.date]:
    """Return module -> last valid day, from completions loaded `with_end`."""
    last_days: dict[int, dt.date] = {}
    for completion in completions:
        ends_on: dt.date = completion.ends_on  # type: ignore[attr-defined]  # an annotation
        last_days[completion.module_id] = max(last_days.get(completion.module_id, dt.date.min), ends_on)
    return last_days


def _assignments_reaching(person: Person, day: dt.date) -> QuerySet[Any]:
    """Return the assignments that reach the employments of the person on `day`, one row per employment.

    Assignments from which the employer has exempted the person are excluded. `is_away` is True if it granted
    leave. A unit and the units above it belong to one municipality.
    """
    employer = OuterRef("unit__municipality")
    is_exempt = exempt(day, person=person, module=OuterRef("module"), employer=employer)
    own_leave = Leave.objects.on_day(day).filter(person=person, municipality=employer)
    return (
        Assignment.objects.in_force()
        .reaching_employments(person, day)
        .filter(~is_exempt)
        .annotate(is_away=Exists(own_leave))
        .select_related("unit", "module")
    )
