"""Tables as streamed files: CSV in the format of Swedish Excel, and XLSX."""

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
#: limits of Excel for the name of a sheet
LETTERS_IN_A_SHEETS_NAME = 31
NOT_IN_A_SHEETS_NAME = str.maketrans("[]:*?/\\", "()-----")
#: first characters of a cell that a spreadsheet may evaluate as a formula
FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")


@dataclass(frozen=True)
class Table:
    """The content of a file: name without suffix, title, header and rows."""

    name: str
    title: str
    header: Row
    rows: Iterable[Row]


def csv_response(table: Table) -> StreamingHttpResponse:
    """Return the table as CSV with semicolons and a byte order mark, as Excel in Swedish expects."""
    parts = _csv_parts(table.header, table.rows)
    response = StreamingHttpResponse(parts, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{table.name}.csv"'
    response["Cache-Control"] = "no-store"
    return response


def xlsx_response(table: Table) -> FileResponse:
    """Return the table as XLSX, written to disk in constant memory and then streamed."""
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
    """Return the slugs of the parts and the ISO date, joined: `hemtjanst-aby-2026-11-21`."""
    return "-".join([*(slugify(part) for part in parts if part), day.isoformat()])


def sheet_name(title: str, number: int = 1) -> str:
    """Return the title as a valid sheet name for Excel: at most 31 letters, forbidden ones replaced."""
    ending = f" {number}" if number > 1 else ""
    plain = " ".join(title.translate(NOT_IN_A_SHEETS_NAME).split())
    return plain[: LETTERS_IN_A_SHEETS_NAME - len(ending)].strip(" '") + ending


def harmless(value: Any) -> Any:
    """Return text with a leading apostrophe if a spreadsheet would evaluate it; other values unchanged."""
    if type(value) is str and value[:1] in FORMULA_STARTS:
        return f"'{value}"
    return value


class _Texts(dict[Any, str]):
    """A cache of values as CSV text: names, titles and days repeat in many rows."""

    def __missing__(self, value: Any) -> str:
        text = self[value] = "" if value is None else str(harmless(value))
        return text


class _LineBuffer:
    """A write target for csv.writer that buffers lines."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.write = self.parts.append

    def flush(self) -> bytes:
        """Return the buffered lines as UTF-8 and empty the buffer."""
        buffered = "".join(self.parts).encode()
        self.parts.clear()
        return buffered


def _csv_parts(header: Row, rows: Iterable[Row]) -> Iterator[bytes]:
    line = _LineBuffer()
    writer = csv.writer(line, delimiter=";")
    yield "\ufeff".encode()
    writer.writerow(header)
    remaining = iter(rows)
    while part := list(islice(remaining, ROWS_AT_ONCE)):
        text_of = _Texts().__getitem__
        writer.writerows(map(text_of, row) for row in part)
        yield line.flush()
    yield line.flush()


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
    """Split the rows into sheets of `ROWS_IN_A_SHEET`; yield one empty sheet if there are no rows."""
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
