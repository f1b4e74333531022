"""Exports open in Excel and contain no formulas."""

from __future__ import annotations

import csv
import io
from contextlib import closing

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from courses.models import ModuleVersion
from lms.reports.exports.files import Table, csv_response, harmless, xlsx_response
from people.models import Unit
from tests.factories.courses import make_module_version
from tests.factories.people import EmploymentFactory, PersonFactory, make_manager, make_unit
from tests.factories.records import make_completion

pytestmark = pytest.mark.django_db
FORMULA = '=HYPERLINK("http://ond.example")'


@pytest.fixture
def unit() -> Unit:
    return make_unit("Hemtjänst Åby")


@pytest.fixture
def version() -> ModuleVersion:
    return make_module_version(valid_months=12)


def read_csv(answer: object) -> list[list[str]]:
    body = b"".join(answer)  # type: ignore[call-overload]
    assert body.startswith("\ufeff".encode())
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=";"))


def test_csv_export_has_a_row_for_each_person(client: Client, unit: Unit, version: ModuleVersion) -> None:
    today = timezone.localdate()
    done = EmploymentFactory(unit=unit, person=PersonFactory(first_name="Åsa", last_name="Öst")).person
    EmploymentFactory(unit=unit, person=PersonFactory(first_name=FORMULA, last_name="Ek"))
    completion = make_completion(done, version, today)
    client.force_login(make_manager(unit))

    answer = client.get(
        reverse("reports:export", args=[unit.pk]), {"format": "csv", "module": version.module_id}
    )

    name = f"hemtjanst-aby-basala-hygienrutiner-{today.isoformat()}.csv"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    rows = read_csv(answer)[1:]
    assert [row[:5] for row in rows] == [
        [f"'{FORMULA}", "Ek", "Hemtjänst Åby", "Undersköterska", "Basala hygienrutiner"],
        ["Åsa", "Öst", "Hemtjänst Åby", "Undersköterska", "Basala hygienrutiner"],
    ]
    assert rows[1][6:8] == [today.isoformat(), completion.valid_to.isoformat()]


def test_xlsx_export_keeps_formulas_as_text(client: Client, unit: Unit, version: ModuleVersion) -> None:
    EmploymentFactory(unit=unit, person=PersonFactory(first_name=FORMULA, last_name="Ek"))
    client.force_login(make_manager(unit))

    answer = client.get(
        reverse("reports:export", args=[unit.pk]), {"format": "xlsx", "module": version.module_id}
    )

    sheet = load_workbook(io.BytesIO(b"".join(answer))).active
    assert (sheet["A2"].value, sheet["A2"].data_type) == (FORMULA, "s")


def test_export_without_module_leaves_out_unassigned_modules(
    client: Client, unit: Unit, version: ModuleVersion
) -> None:
    make_module_version("Brytpunktssamtal")
    make_completion(EmploymentFactory(unit=unit).person, version)
    client.force_login(make_manager(unit))

    rows = read_csv(client.get(reverse("reports:export", args=[unit.pk])))[1:]

    assert [row[4] for row in rows] == ["Basala hygienrutiner"]


def test_export_in_another_format_is_not_found(client: Client, unit: Unit) -> None:
    client.force_login(make_manager(unit))

    assert client.get(reverse("reports:export", args=[unit.pk]), {"format": "exe"}).status_code == 404


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_harmless_text_that_a_spreadsheet_would_run_is_quoted(start: str) -> None:
    assert harmless(f"{start}1") == f"'{start}1"


@pytest.mark.parametrize("value", ["Åsa", "a=1", 5, -5, None])
def test_harmless_leaves_the_rest_as_it_is(value: object) -> None:
    assert harmless(value) == value


def test_files_without_rows_have_their_header() -> None:
    table = Table("tom", "Tom", ["a", "b"], [])
    assert read_csv(csv_response(table))[0] == ["a", "b"]
    with closing(xlsx_response(table)) as answer:
        workbook = load_workbook(io.BytesIO(b"".join(answer)))
    assert [cell.value for cell in workbook.active[1]] == ["a", "b"]
