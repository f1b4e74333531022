"""Rows of one standing, selected, ordered, counted and cut into pages by the database.

The ledger counts people and does not name them, so that everything is read from the records: a change is
seen at once. `standings` works out the same for people at hand; tests compare both with the oracle.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from courses.api import Module
from lms.records.api import DAYS_FOR_NEWCOMERS, Assignment, Completion, Exemption, Renewal
from lms.reports.enums import Standing
from lms.reports.projection.contributions import EXPIRING_DAYS
from lms.reports.queries.counts import within
from lms.reports.queries.standings import begun_attempts
from people.api import Employment, EmploymentQuerySet, Leave, Municipality, Unit, title_key

#: SQL and its values
Sql = tuple[str, list[Any]]

PEOPLE = "SELECT DISTINCT person_id FROM employed"
REQUIREMENT = """
SELECT units.unit_id, assigned.module_id, assigned.title, assigned.due_on
FROM assigned JOIN units ON SUBSTR(units.path, 1, LENGTH(assigned.path)) = assigned.path
"""
REQUIRED = """
SELECT DISTINCT e.person_id, r.module_id
FROM requirement r JOIN employed e ON e.unit_id = r.unit_id
WHERE (TRIM(r.title) = '' OR {same_title})
"""
#: whose assignment's day is over, as are the days that who is new has for it
OVERDUE = f"{REQUIRED} AND r.due_on < {{day}} AND e.valid_from < {{new_from}}"

#: which rows can have a standing; `completed` stands for each part of the completions
EVERYONE = "SELECT people.person_id, modules.module_id FROM people CROSS JOIN modules"
OF_PEOPLE = "WHERE person_id IN (SELECT person_id FROM people)"
COMPLETED = f"SELECT person_id, module_id FROM {{completed}} {OF_PEOPLE}"  # noqa: S608 - our own text
BEGUN = f"SELECT person_id, module_id FROM begun {OF_PEOPLE}"  # noqa: S608 - our own text
EXEMPT = f"SELECT DISTINCT person_id, module_id FROM exempt {OF_PEOPLE}"  # noqa: S608 - our own text
BY_PAIR = " GROUP BY person_id, module_id"
CONCERNED = f"SELECT person_id, module_id FROM required UNION {BEGUN} UNION {EXEMPT}"  # noqa: S608 - our own text
#: PostgreSQL takes few rows to pass `HAVING` with a range or an equality, and then joins them one by one
CANDIDATES = {
    Standing.DONE: f"{COMPLETED} AND ends_on > {{soon}} {BY_PAIR}",
    Standing.EXPIRING: f"{COMPLETED} AND ends_on >= {{day}} {BY_PAIR} HAVING MAX(ends_on) <= {{soon}}",
    Standing.LATE: "SELECT person_id, module_id FROM overdue",
    Standing.BEGUN: BEGUN,
    Standing.REMAINS: "SELECT person_id, module_id FROM required",
    Standing.NOT_DONE: f"{COMPLETED} {BY_PAIR} HAVING MAX(ends_on) < {{day}}",
    Standing.EXEMPT: EXEMPT,
    Standing.ON_LEAVE: COMPLETED,
}
SELECTED = "SELECT person_id, module_id FROM candidates c"
#: what a row is not: another standing comes first. `EXCEPT` is quick also where rows are taken to be few
NOT_EXEMPT = "SELECT person_id, module_id FROM exempt"
NOT_LATE = "SELECT person_id, module_id FROM overdue"
NOT_BEGUN = "SELECT person_id, module_id FROM begun"
NOT_REQUIRED = "SELECT person_id, module_id FROM required"
EXCEPT: dict[Standing, Sequence[str]] = {
    Standing.DONE: [NOT_EXEMPT],
    Standing.EXPIRING: [NOT_EXEMPT],
    Standing.LATE: [NOT_EXEMPT],
    Standing.BEGUN: [NOT_EXEMPT, NOT_LATE],
    Standing.REMAINS: [NOT_EXEMPT, NOT_LATE, NOT_BEGUN],
    Standing.NOT_DONE: [NOT_EXEMPT, NOT_REQUIRED, NOT_BEGUN],
}
NOT_VALID = """
NOT EXISTS (
  SELECT 1 FROM {completed} s
  WHERE s.person_id = c.person_id AND s.module_id = c.module_id AND s.ends_on >= {day}
)
"""
NOT_DONE = (Standing.LATE, Standing.BEGUN, Standing.REMAINS, Standing.NOT_DONE)

#: worked out once a query; the others are read where they are used, by their indexes
MATERIALIZED = {
    "employed",
    "people",
    "requirement",
    "required",
    "overdue",
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
#: plain SQL: Django adds days on SQLite by a Python function, which takes microseconds a row
NEW_UNTIL = {
    "sqlite": f"DATE(e.valid_from, '+{DAYS_FOR_NEWCOMERS} days')",
    "postgresql": f"(e.valid_from + {DAYS_FOR_NEWCOMERS})",
}
#: what is overdue and not exempt, with the last day in time before which it was not, and when the last
#: completion ended: one look-up a row, as `NOT_VALID` takes. A row for each assignment that requires it
LATE = """
SELECT e.person_id, CASE WHEN r.due_on > {new_until} THEN r.due_on ELSE {new_until} END AS due_on,
  COALESCE({ended}, NULL) AS ended_on
FROM requirement r JOIN employed e ON e.unit_id = r.unit_id
LEFT JOIN exempt x ON x.person_id = e.person_id AND x.module_id = r.module_id
WHERE (TRIM(r.title) = '' OR {same_title}) AND r.due_on < {day} AND e.valid_from < {new_from}
  AND x.person_id IS NULL
"""
ENDED = "(SELECT MAX(ends_on) FROM {completed} WHERE person_id = e.person_id AND module_id = r.module_id)"
LATE_SINCE = """
SELECT person_id, MIN(CASE WHEN ended_on > due_on THEN ended_on ELSE due_on END) AS since
FROM late WHERE ended_on IS NULL OR ended_on < {day} GROUP BY person_id
"""
PEOPLE_PAGE = """
SELECT (SELECT COUNT(*) FROM late_since), p.id
FROM late_since JOIN people_person p ON p.id = person_id
ORDER BY since, p.last_name, p.first_name, p.id LIMIT %s OFFSET %s
"""


@dataclass(frozen=True)
class Selection:
    """The people employed in a place on a day, with those of the modules that have the standing.

    With `all_modules` a person goes with what is assigned to them, begun, done or exempt.
    """

    place: Municipality | Unit
    day: dt.date
    modules: Collection[int]
    standing: Standing
    all_modules: bool

    def read(self, first: int, size: int) -> tuple[int, list[tuple[int, int]]]:
        """Return the number of rows, and person and module of `size` rows from number `first` (0 on) on.

        By name, then by the modules' slugs. Three queries, one more where assignments have titles and one
        more past the end.
        """
        rows = self._run(PAGE, size, first) if self.modules else []
        if rows:
            return rows[0][0], [(person, module) for _, person, module in rows]
        is_past_the_end = first and self.modules
        return (self._run("SELECT COUNT(*) FROM selected")[0][0] if is_past_the_end else 0), []

    def read_people(self, first: int, size: int) -> tuple[int, list[int]]:
        """Return the number of people with a late row, and `size` of them from number `first` (0 on) on.

        Who has been late longest first, then by name. As many queries as `read`.
        """
        rows = self._run(PEOPLE_PAGE, size, first, parts=self._parts_of_people) if self.modules else []
        if rows:
            return rows[0][0], [person for _, person in rows]
        is_past_the_end = first and self.modules
        count = "SELECT COUNT(*) FROM late_since"
        return (self._run(count, parts=self._parts_of_people)[0][0] if is_past_the_end else 0), []

    def _run(self, query: str, *own: Any, parts: dict[str, Sql] | None = None) -> list[tuple[Any, ...]]:
        texts, values = [], list[Any]()
        for name, (sql, some) in (parts or self._parts).items():
            keep = "" if name.partition("(")[0] in MATERIALIZED else "NOT "
            texts.append(f"{name} AS {keep}MATERIALIZED ({sql})")
            values += some
        with connection.cursor() as cursor:
            cursor.execute(f"WITH {', '.join(texts)} {query}", [*values, *own])
            return list(cursor.fetchall())

    @cached_property
    def _parts(self) -> dict[str, Sql]:
        """Return the parts of the query by their name and columns, each after those that it reads."""
        assignments = self._assignments
        exemptions = Exemption.objects.on_day(self.day).filter(
            module__in=self.modules, municipality=self._employer
        )
        leaves = Leave.objects.on_day(self.day).filter(municipality=self._employer)
        is_away = Q(person__in=leaves.values("person"))
        employed = self._employments.filter(is_away if self.standing == Standing.ON_LEAVE else ~is_away)
        begun = begun_attempts(self.modules, self.day).filter(person__in=employed.values("person"))
        same_title, titles = self._same_title
        return {
            **_part("employed", employed, "person_id", "unit_id", "title", "valid_from"),
            "people": (PEOPLE, []),
            **_part("units", self._units, unit_id="pk", path="path"),
            **_part("modules", Module.objects.filter(pk__in=self.modules), module_id="pk"),
            **_part("assigned", assignments, "module_id", "title", "due_on", path="unit__path"),
            "requirement": (REQUIREMENT, []),
            "required": (self._filled(REQUIRED, same_title=same_title), titles),
            "overdue": (self._filled(OVERDUE, same_title=same_title), titles),
            **_part("begun", begun, "person_id", "module_id"),
            **_part("exempt", exemptions, "person_id", "module_id"),
            **self._completed,
            "candidates": (self._candidates, []),
            "selected": (SELECTED + self._condition, []),
        }

    @property
    def _parts_of_people(self) -> dict[str, Sql]:
        """Return the parts for who is late since when, without those for rows."""
        same_title, titles = self._same_title
        ended = ", ".join(self._of_completed(ENDED))
        new_until = NEW_UNTIL[connection.vendor]
        of_rows = ("required", "overdue", "begun", "candidates", "selected")
        parts = {name: part for name, part in self._parts.items() if name.partition("(")[0] not in of_rows}
        return {
            **parts,
            "late": (self._filled(LATE, ended=ended, new_until=new_until, same_title=same_title), titles),
            "late_since": (self._filled(LATE_SINCE), []),
        }

    @property
    def _candidates(self) -> str:
        if not self.all_modules and self.standing in (Standing.ON_LEAVE, Standing.NOT_DONE):
            found = [EVERYONE]
        else:
            found = [CONCERNED] if self.standing == Standing.ON_LEAVE else []
            found += self._of_completed(CANDIDATES[self.standing])
        return " EXCEPT ".join([" UNION ".join(found), *EXCEPT.get(self.standing, ())])

    @property
    def _condition(self) -> str:
        conditions = self._of_completed(NOT_VALID) if self.standing in NOT_DONE else []
        return f" WHERE {' AND '.join(conditions)}" if conditions else ""

    def _of_completed(self, sql: str) -> list[str]:
        """Return the SQL once for each part of the completions where it reads them."""
        if "{completed}" not in sql:
            return [self._filled(sql)]
        return [self._filled(sql, completed=name.partition("(")[0]) for name in self._completed]

    def _filled(self, sql: str, **values: str) -> str:
        days = {
            "day": self.day,
            "soon": self.day + dt.timedelta(days=EXPIRING_DAYS),
            "new_from": self.day - dt.timedelta(days=DAYS_FOR_NEWCOMERS),
        }
        quoted = {name: f"'{day.isoformat()}'" for name, day in days.items()}
        return sql.format(**quoted, **values)

    @cached_property
    def _completed(self) -> dict[str, Sql]:
        """Return the completions of modules without a renewal, which an index answers, and of the others."""
        done = Completion.objects.filter(achieved_on__lte=self.day)
        renewals = Renewal.objects.in_force().filter(module_version__module__in=self.modules)
        renewed = set(renewals.values_list("module_version__module", flat=True))
        lasting = set(self.modules) - renewed
        found: dict[str, Sql] = {}
        for name, modules, ended in (
            ("lasting", lasting, done.with_own_end()),
            ("renewed", renewed, done.with_end()),
        ):
            if modules:
                rows = ended.filter(module__in=modules)
                found |= _part(name, rows, "person_id", "module_id", "ends_on")
        return found

    @cached_property
    def _same_title(self) -> Sql:
        return _same_title(self._assignments, self._employments)

    @property
    def _assignments(self) -> QuerySet[Assignment]:
        assignments = Assignment.objects.in_force()
        return assignments.filter(module__in=self.modules, unit__municipality=self._employer)

    @property
    def _employer(self) -> int:
        return self.place.municipality_id if isinstance(self.place, Unit) else self.place.pk

    @property
    def _employments(self) -> EmploymentQuerySet:
        return Employment.objects.on_day(self.day).filter(within(self.place))

    @property
    def _units(self) -> QuerySet[Unit]:
        if isinstance(self.place, Unit):
            return Unit.objects.filter(self.place.subtree())
        return Unit.objects.filter(municipality=self.place)


def _same_title(assignments: QuerySet[Assignment], employments: QuerySet[Employment]) -> Sql:
    """Return the condition for the titles of an assignment and an employment to mean the same."""
    titles = assignments.exclude(title="").values_list("title", flat=True)
    required = {title for title in titles.order_by().distinct() if title_key(title)}
    by_key: dict[str, list[str]] = defaultdict(list)
    for title in employments.order_by().values_list("title", flat=True).distinct() if required else ():
        by_key[title_key(title)].append(title)
    same = [(title, own) for title in sorted(required) for own in by_key[title_key(title)]]
    if not same:
        return "1 = 0", []
    rows = ", ".join(["(%s, %s)"] * len(same))
    return f"(r.title, e.title) IN (VALUES {rows})", [title for pair in same for title in pair]


def _part(name: str, queryset: QuerySet[Any], *columns: str, **renamed: str) -> dict[str, Sql]:
    """Return a queryset's columns as a part of a query, by its name and their names."""
    rows = queryset.order_by().values_list(*columns, *renamed.values())
    sql, values = rows.query.sql_with_params()
    return {f"{name}({', '.join([*columns, *renamed])})": (sql, list(values))}
