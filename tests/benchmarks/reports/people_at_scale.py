"""Thirty thousand people, fifty modules and a million completions, inserted in bulk past the actions."""

from __future__ import annotations

import datetime as dt
import itertools
import random
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from courses.models import Module
from lms.records.models import Assignment, Completion
from people.enums import RoleKind, UnitKind
from people.models import Employment, Leave, Municipality, Person, Role, Unit
from tests.factories.courses import make_module_version

#: shares of the people, the largest first, much as among the region's members
SHARES = (0.45, 0.09, 0.07, 0.06, 0.06, 0.05, 0.05, 0.04, 0.04, 0.03, 0.03, 0.02, 0.01)
PEOPLE_A_UNIT = 25
UNITS_AN_OPERATION = 20
DAYS_BACK = 730
FIRST_NAMES = ("Amina", "Jonas", "Fatima", "Erik", "Lena", "Åsa", "Örjan", "Björn", "Maja", "Ali")
LAST_NAMES = ("Ek", "Lind", "Sjö", "Åberg", "Berg", "Ström", "Öst", "Dal", "Holm", "Strand")


def fill(*, people: int, modules: int, completions: int, seed: int = 1) -> None:
    """Fill an empty database. Months of validity vary by module; a tenth hold two employments."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    with transaction.atomic():
        versions = [
            make_module_version(f"Utbildning {n:02}", valid_months=(None, 12, 24, 12)[n % 4])
            for n in range(modules)
        ]
        leaves = _make_tree(people)
        staff = _make_people(people, chance)
        _employ(staff, leaves, chance)
        manager = _give_roles(staff[0])
        _assign(versions, manager)
    _complete(staff, versions, completions, chance)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _make_tree(people: int) -> list[Unit]:
    leaves = []
    for number, share in enumerate(SHARES):
        municipality = Municipality.objects.create(code=f"{9000 + number}", name=f"Kommun {number:02}")
        root = Unit.add_root(municipality=municipality, name="Vård och omsorg", kind=UnitKind.ADMINISTRATION)
        units = max(1, round(people * share / PEOPLE_A_UNIT))
        for first in range(0, units, UNITS_AN_OPERATION):
            operation = root.add_child(
                municipality=municipality, name=f"Hemtjänst {first:03}", kind=UnitKind.OPERATION
            )
            leaves += [
                operation.add_child(municipality=municipality, name=f"Enhet {n:03}", kind=UnitKind.UNIT)
                for n in range(first, min(units, first + UNITS_AN_OPERATION))
            ]
    return leaves


def _make_people(count: int, chance: random.Random) -> list[Person]:
    return Person.objects.bulk_create(
        [
            Person(
                username=f"anstalld{n}",
                password="!",
                first_name=chance.choice(FIRST_NAMES),
                last_name=f"{chance.choice(LAST_NAMES)}{n}",
            )
            for n in range(count)
        ],
        batch_size=5000,
    )


def _employ(people: Sequence[Person], leaves: Sequence[Unit], chance: random.Random) -> None:
    today = timezone.localdate()
    places = itertools.cycle(leaves)
    titles = ("Undersköterska", "Vårdbiträde", "Sjuksköterska")
    employments = []
    for person in people:
        start = today - dt.timedelta(days=chance.randint(30, 1500))
        end = today + dt.timedelta(days=chance.randint(-200, 200)) if chance.random() < 0.1 else None
        first = next(places)
        for unit in {first, chance.choice(leaves)} if chance.random() < 0.1 else {first}:
            employments.append(
                Employment(
                    person=person,
                    unit=unit,
                    title=chance.choice(titles),
                    valid_from=start,
                    valid_to=end if end is None or end > start else None,
                )
            )
    Employment.objects.bulk_create(employments, batch_size=5000)
    away = chance.sample(people, len(people) // 50)
    employers = dict(
        Employment.objects.filter(person__in=away).values_list("person", "unit__municipality").order_by("-pk")
    )
    Leave.objects.bulk_create(
        [
            Leave(person=p, municipality_id=employers[p.pk], valid_from=today - dt.timedelta(days=60))
            for p in away
        ]
    )


def _give_roles(person: Person) -> Person:
    """Give the person a role of each kind; benchmarks delete those they do not need."""
    Role.objects.create(
        person=person, kind=RoleKind.MUNICIPAL_ADMIN, municipality=Municipality.objects.get(code="9000")
    )
    return person


def _assign(versions: Sequence[Any], by: Person) -> None:
    today = timezone.localdate()
    roots = list(Unit.objects.filter(depth=1))
    Assignment.objects.bulk_create(
        Assignment(
            unit=root, module=version.module, due_on=today - dt.timedelta(days=30 * n - 60), created_by=by
        )
        for root in roots
        for n, version in enumerate(versions[:6])
    )


def _complete(people: Sequence[Person], versions: Sequence[Any], count: int, chance: random.Random) -> None:
    now = timezone.now()
    today = timezone.localdate()
    months = {version.module_id: version.valid_months for version in versions}
    noon = now.replace(hour=11, minute=0, second=0, microsecond=0)

    def rows() -> Iterable[tuple[Any, ...]]:
        for _ in range(count):
            version, back = chance.choice(versions), chance.randrange(DAYS_BACK)
            day = today - dt.timedelta(days=back)
            valid = months[version.module_id]
            person = chance.choice(people)
            yield (
                person.pk,
                str(person),
                version.module_id,
                version.pk,
                _uuid(chance),
                noon - dt.timedelta(days=back),
                day,
                now,
                day + dt.timedelta(days=30 * valid) if valid else None,
                None,
                False,
            )

    copy_in(
        Completion,
        "person_id person_name module_id module_version_id attempt_uuid "
        "achieved_at achieved_on recorded_at valid_to score name_recorded_later",
        rows(),
    )


def _uuid(chance: random.Random) -> str:
    found = uuid.UUID(int=chance.getrandbits(128))
    return str(found) if connection.vendor == "postgresql" else found.hex


def copy_in(model: Any, columns: str, rows: Iterable[tuple[Any, ...]], at_once: int = 50_000) -> None:
    """Insert rows by COPY on PostgreSQL, else by executemany."""
    table, names = model._meta.db_table, columns.split()
    remaining = iter(rows)
    while part := list(itertools.islice(remaining, at_once)):
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} ({', '.join(names)}) FROM STDIN") as copy:
                    for row in part:
                        copy.write_row(row)
            else:
                marks = ", ".join(["%s"] * len(names))
                cursor.executemany(
                    f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})",  # noqa: S608 - our own names
                    [tuple(_plain(value) for value in row) for row in part],
                )


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).replace(tzinfo=None).isoformat(" ")
    return value.isoformat() if isinstance(value, dt.date) else value


def largest_municipality() -> Municipality:
    return Municipality.objects.get(code="9000")


def some_module() -> Module:
    return Module.objects.order_by("pk")[1]
