"""Raw rows of the database, read with plain SQL: the oracle's only input."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

TABLES = {
    "units": "people_unit",
    "employments": "people_employment",
    "leaves": "people_leave",
    "exemptions": "records_exemption",
    "assignments": "records_assignment",
    "completions": "records_completion",
    "renewals": "records_renewal",
    "versions": "courses_moduleversion",
    "attempts": "tracking_attempt",
}
Row = dict[str, Any]


@dataclass(frozen=True)
class Rows:
    """All rows that figures follow from, as dictionaries by column name."""

    units: dict[int, Row]
    employments: list[Row]
    leaves: list[Row]
    exemptions: list[Row]
    assignments: list[Row]
    completions: list[Row]
    renewals: list[Row]
    versions: dict[int, Row]
    attempts: list[Row]

    @classmethod
    def read(cls) -> Rows:
        """Read every table once."""
        found = {name: _read(table) for name, table in TABLES.items()}
        by_key = {name: {row["id"]: row for row in found.pop(name)} for name in ("units", "versions")}
        return cls(**by_key, **found)  # type: ignore[arg-type]  # two of nine are dictionaries


def _read(table: str) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - a name from the list above
        columns: Sequence[str] = [column[0] for column in cursor.description]
        return [
            {name: _plain(name, value) for name, value in zip(columns, row, strict=True)}
            for row in cursor.fetchall()
        ]


def _plain(name: str, value: Any) -> Any:
    """Return days as dates and moments as aware datetimes on both engines."""
    if isinstance(value, str) and name.endswith(("_on", "valid_from", "valid_to")):
        return dt.date.fromisoformat(value)
    if name.endswith("_at") and value is not None:
        moment = dt.datetime.fromisoformat(value) if isinstance(value, str) else value
        return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return value
