"""Tables as files: CSV that Swedish Excel opens as it is, and XLSX, both made while they are sent."""

from __future__ import annotations

import csv
import datetime as dt
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import IO, Any

import xlsxwriter
from django.http import FileResponse, StreamingHttpResponse
from django.utils.text import slugify

Row = Sequence[Any]

ROWS_AT_ONCE = 1000
ROWS_IN_A_SHEET = 1_000_000
#: what Excel takes as the name of a sheet
LETTERS_IN_A_SHEETS_NAME = 31
NOT_IN_A_SHEETS_NAME = str.maketrans("[]:*?/\\", "()-----")
#: what a spreadsheet may take for a formula at the beginning of a cell
FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")


@dataclass(frozen=True)
class Table:
    """What a file holds: its name without an ending, what it is about, its columns and its rows."""

    name: str
    title: str
    header: Row
    rows: Iterable[Row]


def csv_response(table: Table) -> StreamingHttpResponse:
    """Answer with semicolons and a byte order mark, as Excel in Swedish expects."""
    parts = _csv_parts(table.header, table.rows)
    response = StreamingHttpResponse(parts, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{table.name}.csv"'
    response["Cache-Control"] = "no-store"
    return response


def xlsx_response(table: Table) -> FileResponse:
    """Answer with a workbook written to disk in constant memory, then sent in pieces."""
    stream = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    _write_workbook(stream, table)
    stream.seek(0)
    return FileResponse(
        stream,
        as_attachment=True,
        filename=f"{table.name}.xlsx",
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={"Cache-Control": "no-store"},
    )


def file_name(*parts: str, day: dt.date) -> str:
    """Return a name that sorts by day: `hemtjanst-aby-2026-11-21`."""
    return "-".join([*(slugify(part) for part in parts if part), day.isoformat()])


def sheet_name(title: str, number: int = 1) -> str:
    """Return the title as Excel takes it for a sheet's name: at most 31 letters, some of them replaced."""
    ending = f" {number}" if number > 1 else ""
    plain = " ".join(title.translate(NOT_IN_A_SHEETS_NAME).split())
    return plain[: LETTERS_IN_A_SHEETS_NAME - len(ending)].strip(" '") + ending


def harmless(value: Any) -> Any:
    """Return text so that no spreadsheet runs it; anything else as it is."""
    if type(value) is str and value[:1] in FORMULA_STARTS:
        return f"'{value}"
    return value


class _Texts(dict[Any, str]):
    """Values as a CSV file has them, each worked out once: names, titles and days come back row after row."""

    def __missing__(self, value: Any) -> str:
        text = self[value] = "" if value is None else str(harmless(value))
        return text


class _Line:
    """What csv.writer writes to: keeps the last lines."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.write = self.parts.append

    def take(self) -> bytes:
        taken = "".join(self.parts).encode()
        self.parts.clear()
        return taken


def _csv_parts(header: Row, rows: Iterable[Row]) -> Iterator[bytes]:
    line = _Line()
    writer = csv.writer(line, delimiter=";")
    yield "\ufeff".encode()
    writer.writerow(header)
    remaining = iter(rows)
    while part := list(islice(remaining, ROWS_AT_ONCE)):
        text_of = _Texts().__getitem__
        writer.writerows(map(text_of, row) for row in part)
        yield line.take()
    yield line.take()


def _write_workbook(stream: IO[bytes], table: Table) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as workbook:
        bold = workbook.add_format({"bold": True})
        as_date = workbook.add_format({"num_format": "yyyy-mm-dd"})
        for index, sheet_rows in enumerate(_sheets(iter(table.rows)), start=1):
            sheet = workbook.add_worksheet(sheet_name(table.title, index))
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(table.header) - 1, 22)
            sheet.write_row(0, 0, table.header, bold)
            for number, row in enumerate(sheet_rows, start=1):
                _write_row(sheet, number, row, as_date)


def _sheets(rows: Iterator[Row]) -> Iterator[Iterator[Row]]:
    """Part the rows into what sheets hold; at least one sheet, empty where there are no rows."""
    yield islice(rows, ROWS_IN_A_SHEET)
    for first in rows:
        yield chain([first], islice(rows, ROWS_IN_A_SHEET - 1))


def _write_row(sheet: Any, number: int, row: Row, as_date: Any) -> None:
    for column, value in enumerate(row):
        if isinstance(value, dt.date):
            sheet.write_datetime(number, column, dt.datetime.combine(value, dt.time()), as_date)
        elif isinstance(value, int | float):
            sheet.write_number(number, column, value)
        elif value:
            sheet.write_string(number, column, str(value))
