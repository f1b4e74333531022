"""The rule of requirements: whether a module is done, expiring, late or exempt for a person on a day.

`Facts` is the rule for one person and module, the SQL below it the rule for many; `history` applies it to all
days at once. No other file decides it. `tests/integration/requirements` compares the forms with each other,
the oracle compares what pages, lists, files and figures show.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from lms.records.api import Completion, Exemption
from lms.requirements.enums import RequirementStatus
from people.api import Employment, EmploymentQuerySet

#: people have at least this long from the first day of their employment
NEWCOMER_DAYS = 30
#: a completion whose last valid day is this many days ahead, or fewer, expires soon
EXPIRING_DAYS = 60
_SOON = dt.timedelta(days=EXPIRING_DAYS)


def is_for_title(assigned: str, own: str) -> bool:
    """Return True if an assignment applies to a job title; both are given by their `title_key`."""
    return assigned in ("", own)


def due_day(due_on: dt.date, employed_from: dt.date) -> dt.date:
    """Return the due day of an assignment due `due_on` for a person employed from `employed_from`."""
    newcomers = dt.timedelta(days=NEWCOMER_DAYS)
    return max(due_on, min(employed_from, dt.date.max - newcomers) + newcomers)


def extend_due(due_on: dt.date, last_valid_on: dt.date | None) -> dt.date:
    """Return the due day, or the last valid day of a completion if it ends later."""
    if last_valid_on is None or last_valid_on == dt.date.max:
        return due_on
    return max(due_on, last_valid_on)


def is_valid(last_valid_on: dt.date | None, day: dt.date) -> bool:
    """Return True if a completion with this last valid day (None without a completion) is valid on `day`."""
    return last_valid_on is not None and last_valid_on >= day


def is_expiring(last_valid_on: dt.date | None, day: dt.date) -> bool:
    """Return True if the completion is valid on `day` and expires soon."""
    if last_valid_on is None or last_valid_on == dt.date.max:
        return False
    return day <= last_valid_on <= day + _SOON


@dataclass(slots=True)
class Facts:
    """What the status of one person for one module follows from, with one employer."""

    #: the earliest `due_day` of the assignments that apply
    due_on: dt.date | None
    #: of the completions achieved by the day, with version expiries; `date.max` without end
    last_valid_on: dt.date | None
    is_on_leave: bool = False
    is_exempt: bool = False
    has_begun: bool = False

    def status_on(self, day: dt.date) -> RequirementStatus:
        """Return the status on `day`."""
        if self.is_on_leave:
            return RequirementStatus.ON_LEAVE
        if self.is_exempt:
            return RequirementStatus.EXEMPT
        if is_valid(self.last_valid_on, day):
            soon = is_expiring(self.last_valid_on, day)
            return RequirementStatus.EXPIRING if soon else RequirementStatus.DONE
        if self.due_on is not None and self.due_on < day:
            return RequirementStatus.LATE
        if self.has_begun:
            return RequirementStatus.BEGUN
        return RequirementStatus.NOT_DONE if self.due_on is None else RequirementStatus.REMAINS


def exempt(day: dt.date, *, person: Any, module: Any, employer: Any) -> Exists:
    """Return the condition that the employer has exempted the person from the module on `day`.

    The arguments are values or references to columns of the outer query.
    """
    exemptions = Exemption.objects.on_day(day)
    return Exists(exemptions.filter(person=person, module=module, municipality=employer))


def counted_employments(day: dt.date, module: int) -> EmploymentQuerySet:
    """Return the employments counted in the figures of the module, annotated with `is_done`."""
    person, employer = OuterRef("person"), OuterRef("unit__municipality")
    done = Completion.objects.valid_on(day).filter(module=module, person=person)
    counted = Employment.objects.counted_on(day)
    return counted.filter(~exempt(day, person=person, module=module, employer=employer)).annotate(
        is_done=Exists(done)
    )


# The same for many, as common table expressions of `selection`, which adds those of the records:
# employed: person_id, unit_id, title, valid_from, of the people on leave or of the others
# unit_assignments: unit_id, module_id, title, due_on of the assignments of each unit and of all above it
# people: person_id; exempt, begun: person_id, module_id
# {completed}: person_id, module_id, ends_on of the completions achieved by the day, in several parts

#: an assignment `a` applies to an employment `e`
APPLIES = "e.unit_id = a.unit_id AND (TRIM(a.title) = '' OR {same_title})"
#: `due_day` has passed, without adding days to the days of each row
PASSED = "a.due_on < {day} AND e.valid_from < {new_from}"
REQUIRED = f"""
SELECT e.person_id, a.module_id, MAX(CASE WHEN {PASSED} THEN 1 ELSE 0 END) AS is_overdue
FROM unit_assignments a JOIN employed e ON {APPLIES}
GROUP BY e.person_id, a.module_id
"""  # noqa: S608 - our own text
OVERDUE = "SELECT person_id, module_id FROM required WHERE is_overdue = 1"
#: only these, where that suffices: they are often few
REQUIRED_AND_OVERDUE = REQUIRED.replace("GROUP BY", f"WHERE {PASSED} GROUP BY")
OF_PEOPLE = "WHERE person_id IN (SELECT person_id FROM people)"
COMPLETED = f"SELECT person_id, module_id FROM {{completed}} {OF_PEOPLE}"  # noqa: S608 - our own text
BEGUN = f"SELECT person_id, module_id FROM begun {OF_PEOPLE}"  # noqa: S608 - our own text
EXEMPT = f"SELECT DISTINCT person_id, module_id FROM exempt {OF_PEOPLE}"  # noqa: S608 - our own text
BY_PAIR = " GROUP BY person_id, module_id"
#: PostgreSQL estimates that few rows pass `HAVING` with a range or an equality, and then uses nested loops
EXPIRING = f"{COMPLETED} AND ends_on >= {{day}} {BY_PAIR} HAVING MAX(ends_on) <= {{soon}}"
#: status -> the candidates, from which those of `EXCEPT` are taken away. `EXCEPT` is fast even if the planner
#: estimates few rows
CANDIDATES = {
    RequirementStatus.DONE: f"{COMPLETED} AND ends_on > {{soon}} {BY_PAIR}",
    RequirementStatus.EXPIRING: EXPIRING,
    RequirementStatus.LATE: OVERDUE,
    RequirementStatus.BEGUN: BEGUN,
    RequirementStatus.REMAINS: "SELECT person_id, module_id FROM required",
    RequirementStatus.NOT_DONE: f"{COMPLETED} {BY_PAIR} HAVING MAX(ends_on) < {{day}}",
    RequirementStatus.EXEMPT: EXEMPT,
    RequirementStatus.ON_LEAVE: COMPLETED,
}
NOT_EXEMPT = "SELECT person_id, module_id FROM exempt"
NOT_BEGUN = "SELECT person_id, module_id FROM begun"
NOT_REQUIRED = "SELECT person_id, module_id FROM required"
EXCEPT: dict[RequirementStatus, Sequence[str]] = {
    RequirementStatus.DONE: [NOT_EXEMPT],
    RequirementStatus.EXPIRING: [NOT_EXEMPT],
    RequirementStatus.LATE: [NOT_EXEMPT],
    RequirementStatus.BEGUN: [NOT_EXEMPT, OVERDUE],
    RequirementStatus.REMAINS: [NOT_EXEMPT, OVERDUE, NOT_BEGUN],
    RequirementStatus.NOT_DONE: [NOT_EXEMPT, NOT_REQUIRED, NOT_BEGUN],
}
#: the condition on a candidate `c` of the statuses of people who are not done
NOT_VALID = """
NOT EXISTS (
  SELECT 1 FROM {completed} s
  WHERE s.person_id = c.person_id AND s.module_id = c.module_id AND s.ends_on >= {day}
)
"""
NOT_DONE = (
    RequirementStatus.LATE,
    RequirementStatus.BEGUN,
    RequirementStatus.REMAINS,
    RequirementStatus.NOT_DONE,
)
#: plain SQL: on SQLite Django adds days by a Python function, which takes microseconds per row
NEW_UNTIL = {
    "sqlite": f"DATE(e.valid_from, '+{NEWCOMER_DAYS} days')",
    "postgresql": f"(e.valid_from + {NEWCOMER_DAYS})",
}
#: overdue and not exempt, with `due_day` and the end of the last completion: one lookup per row, as in
#: `NOT_VALID`. One row for each assignment that applies
LATE = f"""
SELECT e.person_id, CASE WHEN a.due_on > {{new_until}} THEN a.due_on ELSE {{new_until}} END AS due_on,
  COALESCE({{ended}}, NULL) AS ended_on
FROM unit_assignments a JOIN employed e ON {APPLIES}
LEFT JOIN exempt x ON x.person_id = e.person_id AND x.module_id = a.module_id
WHERE {PASSED} AND x.person_id IS NULL
"""  # noqa: S608 - our own text
ENDED = "(SELECT MAX(ends_on) FROM {completed} WHERE person_id = e.person_id AND module_id = a.module_id)"
#: the due day that each person has passed for longest, extended by completions
LATE_SINCE = """
SELECT person_id, MIN(CASE WHEN ended_on > due_on THEN ended_on ELSE due_on END) AS since
FROM late WHERE ended_on IS NULL OR ended_on < {day} GROUP BY person_id
"""
