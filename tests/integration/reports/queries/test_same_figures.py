"""A number on a page, the list it leads to and the file of that list are about the same rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from lms.reports.projection.ledger import rebuild_ledger
from lms.reports.views.pages import place_url
from people.models import Municipality, Unit
from tests.factories.people import PersonFactory
from tests.integration.reports.oracle.world import TODAY, World, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines, pytest.mark.slow]


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(TODAY):
        yield


@pytest.fixture
def world() -> World:
    """Create a world where an assigned module now belongs to another municipality."""
    made = make_world(4, people=25, completions=200)
    for version, municipality in zip(made.versions, made.municipalities, strict=False):
        version.module.owner = municipality
        version.module.save()
    return made


def rows_of_all_pages(client: Client, place: Unit | Municipality, query: dict[str, str]) -> list[Any]:
    """Return the rows of a list, and assert the number on its first page."""
    name = "late_rows" if query["standing"] == "late" else "rows"
    first = client.get(place_url("list", place), query).context
    rows = list(first[name])
    for number in range(2, first["page_obj"].paginator.num_pages + 1):
        rows += client.get(place_url("list", place), {**query, "page": str(number)}).context[name]
    assert len(rows) == first["page_obj"].paginator.count
    return rows


def list_and_file(client: Client, place: Unit | Municipality, query: dict[str, str]) -> tuple[set[int], int]:
    """Return the people and the number of statuses of the list, and assert the rows of the file."""
    rows = rows_of_all_pages(client, place, query)
    is_late = query["standing"] == "late"  # one row per person, with a line for each module
    statuses = [status for row in rows for status in row.late.rows] if is_late else rows
    body = b"".join(client.get(place_url("export", place), query)).decode("utf-8-sig")  # type: ignore[arg-type]
    in_file = list(csv.reader(io.StringIO(body), delimiter=";"))[1:]
    assert len(in_file) == len(statuses)
    return {status.employed.person for status in statuses}, len(statuses)


@pytest.mark.parametrize("has_ledger", [True, False])
@pytest.mark.parametrize("month", ["2026-11", "2026-03"])
def test_number_on_page_equals_its_list_and_file(
    client: Client, world: World, month: str, has_ledger: bool
) -> None:
    if has_ledger:
        rebuild_ledger(detailed_from=0)
    client.force_login(PersonFactory(is_superuser=True))
    period, total = {"start": month, "end": month}, 0
    for place in [world.municipalities[0], world.units[0], world.units[2]]:
        page = client.get(place_url("", place), period).context["page"]

        late, _ = list_and_file(client, place, {**period, "standing": "late"})
        _, expiring = list_and_file(client, place, {**period, "standing": "expiring"})

        assert (page.figures.late, page.figures.expiring) == (len(late), expiring), place
        total += len(late) + expiring
        for row in page.rows[:2]:
            about = {**period, "module": str(row.figure.module)}
            numbers = [
                list_and_file(client, place, {**about, "standing": s})[1] for s in ("late", "expiring")
            ]
            assert [row.figure.late, row.figure.expiring] == numbers, (place, row.title)
    assert total
