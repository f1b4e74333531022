"""SQL that selects, orders, counts and paginates the rows of one status by the rule.

The ledger counts people without identifying them, so everything is read from the records and a change is
visible at once.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from courses.api import Module
from lms.records.api import Assignment, Completion, Exemption, VersionExpiry
from lms.requirements.enums import RequirementStatus
from lms.requirements.rule import (
    BEGUN,
    CANDIDATES,
    ENDED,
    EXCEPT,
    EXEMPT,
    EXPIRING_DAYS,
    LATE,
    LATE_SINCE,
    NEW_UNTIL,
    NEWCOMER_DAYS,
    NOT_DONE,
    NOT_VALID,
    REQUIRED,
    REQUIRED_AND_OVERDUE,
    is_for_title,
)
from people.api import Employment, EmploymentQuerySet, Leave, Municipality, Unit, title_key

#: SQL and its parameters
Sql = tuple[str, list[Any]]

PEOPLE = "SELECT DISTINCT person_id FROM employed"
UNIT_ASSIGNMENTS = """
SELECT units.unit_id, assigned.module_id, assigned.title, assigned.due_on
FROM assigned JOIN units ON SUBSTR(units.path, 1, LENGTH(assigned.path)) = assigned.path
"""
EVERYONE = "SELECT people.person_id, modules.module_id FROM people CROSS JOIN modules"
#: rows of all modules on leave: those assigned, begun, done or exempt
CONCERNED = f"SELECT person_id, module_id FROM required UNION {BEGUN} UNION {EXEMPT}"  # noqa: S608 - our own text
SELECTED = "SELECT person_id, module_id FROM candidates c"
#: statuses that read of the required modules only those overdue
DECIDED_BY_OVERDUE = (RequirementStatus.LATE, RequirementStatus.BEGUN)

#: computed once per query; the others are inlined and use their indexes
MATERIALIZED = {
    "employed",
    "people",
    "unit_assignments",
    "required",
    "begun",
    "exempt",
    "candidates",
    "selected",
    "late",
    "late_since",
}
PAGE = """
SELECT (SELECT COUNT(*) FROM selected), p.id, m.id
FROM selected JOIN people_person p ON p.id = person_id JOIN courses_module m ON m.id = module_id
ORDER BY p.last_name, p.first_name, p.id, m.slug LIMIT %s OFFSET %s
"""
PEOPLE_PAGE = """
SELECT (SELECT COUNT(*) FROM late_since), p.id
FROM late_since JOIN people_person p ON p.id = person_id
ORDER BY since, p.last_name, p.first_name, p.id LIMIT %s OFFSET %s
"""


@dataclass(frozen=True)
class Selection:
    """A query for people employed in a place on a day, and those of the modules that have the status.

    With `all_modules` only modules assigned to a person, begun, done or exempt.
    """

    place: Municipality | Unit
    day: dt.date
    modules: Collection[int]
    status: RequirementStatus
    all_modules: bool
    #: rows with person and module of those begun and not completed by the end of the day
    begun: QuerySet[Any]

    def read(self, first: int, size: int) -> tuple[int, list[tuple[int, int]]]:
        """Return the number of rows, and person and module of `size` rows from offset `first`.

        Ordered by name, then by the slug of the module. Three queries, one more if assignments have titles
        and one more past the end.
        """
        count, rows = self._page(PAGE, "selected", first, size)
        return count, [(person, module) for person, module in rows]

    def read_people(self, first: int, size: int) -> tuple[int, list[int]]:
        """Return the number of people with a late row, and `size` of them from offset `first`.

        Late longest first, then by name. As many queries as `read`.
        """
        count, rows = self._page(PEOPLE_PAGE, "late_since", first, size)
        return count, [person for (person,) in rows]

    def _page(self, query: str, counted: str, first: int, size: int) -> tuple[int, list[tuple[int, ...]]]:
        """Return the number of rows of the expression `counted`, and the keys of `size` rows of the query."""
        if not self.modules:
            return 0, []
        expressions = self._expressions if counted == "selected" else self._expressions_of_people
        rows = _run(query, expressions, size, first)
        if rows or not first:
            return (rows[0][0] if rows else 0), [row[1:] for row in rows]
        return _run(f"SELECT COUNT(*) FROM {counted}", expressions)[0][0], []  # noqa: S608 - our own text

    @cached_property
    def _expressions(self) -> dict[str, Sql]:
        """Return the common table expressions by name and columns, each after those it reads."""
        exemptions = Exemption.objects.on_day(self.day).filter(
            module__in=self.modules, municipality=employer_of(self.place)
        )
        leaves = Leave.objects.on_day(self.day).filter(municipality=employer_of(self.place))
        is_away = Q(person__in=leaves.values("person"))
        employed = self._employments.filter(
            is_away if self.status == RequirementStatus.ON_LEAVE else ~is_away
        )
        begun = self.begun.filter(person__in=employed.values("person"))
        same_title, titles = self._same_title
        required = REQUIRED_AND_OVERDUE if self.status in DECIDED_BY_OVERDUE else REQUIRED
        return {
            **_expression("employed", employed, "person_id", "unit_id", "title", "valid_from"),
            "people": (PEOPLE, []),
            **_expression("units", Unit.objects.filter(within(self.place, "")), unit_id="pk", path="path"),
            **_expression("modules", Module.objects.filter(pk__in=self.modules), module_id="pk"),
            **_expression("assigned", self._assignments, "module_id", "title", "due_on", path="unit__path"),
            "unit_assignments": (UNIT_ASSIGNMENTS, []),
            "required": (self._formatted(required, same_title=same_title), titles),
            **_expression("begun", begun, "person_id", "module_id"),
            **_expression("exempt", exemptions, "person_id", "module_id"),
            **self._completed,
            "candidates": (self._candidates, []),
            "selected": (SELECTED + self._condition, []),
        }

    @property
    def _expressions_of_people(self) -> dict[str, Sql]:
        """Return the common table expressions of late people, without those for rows."""
        same_title, titles = self._same_title
        ended, new_until = ", ".join(self._of_completed(ENDED)), NEW_UNTIL[connection.vendor]
        of_rows = ("required", "begun", "candidates", "selected")
        expressions = {
            name: expression
            for name, expression in self._expressions.items()
            if name.partition("(")[0] not in of_rows
        }
        late = self._formatted(LATE, ended=ended, new_until=new_until, same_title=same_title)
        return {**expressions, "late": (late, titles), "late_since": (self._formatted(LATE_SINCE), [])}

    @property
    def _candidates(self) -> str:
        if not self.all_modules and self.status in (RequirementStatus.ON_LEAVE, RequirementStatus.NOT_DONE):
            sources = [EVERYONE]
        else:
            sources = [CONCERNED] if self.status == RequirementStatus.ON_LEAVE else []
            sources += self._of_completed(CANDIDATES[self.status])
        excluded = [self._formatted(sql) for sql in EXCEPT.get(self.status, ())]
        return " EXCEPT ".join([" UNION ".join(sources), *excluded])

    @property
    def _condition(self) -> str:
        conditions = self._of_completed(NOT_VALID) if self.status in NOT_DONE else []
        return f" WHERE {' AND '.join(conditions)}" if conditions else ""

    def _of_completed(self, sql: str) -> list[str]:
        """Return the SQL, once for each part of the completions if it reads them."""
        if "{completed}" not in sql:
            return [self._formatted(sql)]
        return [self._formatted(sql, completed=name.partition("(")[0]) for name in self._completed]

    def _formatted(self, sql: str, **values: str) -> str:
        days = {
            "day": self.day,
            "soon": self.day + dt.timedelta(days=EXPIRING_DAYS),
            "new_from": self.day - dt.timedelta(days=NEWCOMER_DAYS),
        }
        quoted = {name: f"'{day.isoformat()}'" for name, day in days.items()}
        return sql.format(**quoted, **values)

    @cached_property
    def _completed(self) -> dict[str, Sql]:
        """Return the completions of modules without a version expiry, which use an index, and of others."""
        done = Completion.objects.filter(achieved_on__lte=self.day)
        expiries = VersionExpiry.objects.in_force().filter(module_version__module__in=self.modules)
        with_expiry = set(expiries.values_list("module_version__module", flat=True))
        lasting = set(self.modules) - with_expiry
        expressions: dict[str, Sql] = {}
        for name, modules, ended in (
            ("lasting", lasting, done.with_own_end()),
            ("with_expiry", with_expiry, done.with_end()),
        ):
            if modules:
                rows = ended.filter(module__in=modules)
                expressions |= _expression(name, rows, "person_id", "module_id", "ends_on")
        return expressions

    @cached_property
    def _same_title(self) -> Sql:
        return _same_title(self._assignments, self._employments)

    @property
    def _assignments(self) -> QuerySet[Assignment]:
        assignments = Assignment.objects.in_force()
        return assignments.filter(module__in=self.modules, unit__municipality=employer_of(self.place))

    @property
    def _employments(self) -> EmploymentQuerySet:
        return Employment.objects.on_day(self.day).filter(within(self.place))


def _run(query: str, expressions: dict[str, Sql], *own: Any) -> list[tuple[Any, ...]]:
    clauses, values = [], list[Any]()
    for name, (sql, parameters) in expressions.items():
        negation = "" if name.partition("(")[0] in MATERIALIZED else "NOT "
        clauses.append(f"{name} AS {negation}MATERIALIZED ({sql})")
        values += parameters
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {', '.join(clauses)} {query}", [*values, *own])
        return list(cursor.fetchall())


def _same_title(assignments: QuerySet[Assignment], employments: QuerySet[Employment]) -> Sql:
    """Return the condition that the title of an assignment with a title applies to that of an employment."""
    assigned = assignments.exclude(title="").order_by().values_list("title", flat=True).distinct()
    keys = {title: title_key(title) for title in sorted(assigned) if title_key(title)}
    own_titles = employments.order_by().values_list("title", flat=True).distinct() if keys else ()
    own_keys = {title: title_key(title) for title in own_titles}
    same = [(title, own) for title in keys for own in own_keys if is_for_title(keys[title], own_keys[own])]
    if not same:
        return "1 = 0", []
    rows = ", ".join(["(%s, %s)"] * len(same))
    return f"(a.title, e.title) IN (VALUES {rows})", [title for pair in same for title in pair]


def _expression(name: str, queryset: QuerySet[Any], *columns: str, **renamed: str) -> dict[str, Sql]:
    """Return columns of a queryset as a common table expression by its name and columns."""
    rows = queryset.order_by().values_list(*columns, *renamed.values())
    sql, values = rows.query.sql_with_params()
    return {f"{name}({', '.join([*columns, *renamed])})": (sql, list(values))}


def within(place: Municipality | Unit | None, prefix: str = "unit__") -> Q:
    """Return the condition that a unit lies in the place; `prefix` leads to the unit, as from employments."""
    if place is None:
        return Q(pk__isnull=False)
    return Q(**{f"{prefix}municipality": place}) if isinstance(place, Municipality) else place.subtree(prefix)


def employer_of(place: Municipality | Unit) -> int:
    """Return the key of the municipality that employs the people of the place."""
    return place.municipality_id if isinstance(place, Unit) else place.pk
