"""Rows of the test database: going back to what migrations wrote, and writing again what a factory built."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import connection, transaction
from wagtail.models import Site

from infrastructure.db.guards import guards_lifted

Row = tuple[Any, ...]

#: tables to whose rows nothing refers by key, so that new rows may have any
UNREFERENCED = {"wagtailsearch_indexentry"}


@dataclass(frozen=True)
class Table:
    """All rows of a table, with the names of its columns in their order."""

    columns: Sequence[str]
    rows: frozenset[Row]


class MigratedRows:
    """The rows of a freshly migrated database, to which a test that commits leads back."""

    def __init__(self) -> None:
        self._tables = {name: table for name, table in read_tables().items() if table.rows}

    def restore(self) -> None:
        """Empty the tables that have other rows, and insert those of the migrations."""
        kept = {name for name, table in self._tables.items() if read_table(name) == table}
        with guards_lifted(reason="end of a test"), connection.cursor() as cursor:
            for name in tables_with_rows() - kept:
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(name)}")  # noqa: S608 - a model's table
            for name in self._tables.keys() - kept:
                insert(name, self._tables[name].columns, self._tables[name].rows)
            raise_sequences(self._tables.keys() - kept)
        ContentType.objects.clear_cache()
        Site.clear_site_root_paths_cache()


@dataclass(frozen=True)
class TableChange:
    """What a function has changed in a table."""

    name: str
    before: Table
    after: Table

    def is_applicable(self) -> bool:
        """Return whether the rows to be changed are as they were, and new ones come after all others."""
        present = read_table(self.name)
        key, old, new = self._difference()
        return set(old.values()) <= present.rows and (
            self.name in UNREFERENCED
            or _is_after(new.keys() - old.keys(), {row[key] for row in present.rows})
        )

    def apply(self) -> None:
        """Write the rows that differ; foreign keys are checked when the transaction ends."""
        key, old, new = self._difference()
        delete(self.name, self.after.columns[key], old.keys() - new.keys())
        # An update, as the function's was: a trigger may let nobody delete the row.
        update(self.name, self.after.columns, key, [new[number] for number in old.keys() & new.keys()])
        inserted = [new[number] for number in new.keys() - old.keys()]
        # Without the key, which is the first column of each of them.
        first = 1 if self.name in UNREFERENCED else 0
        insert(self.name, self.after.columns[first:], [row[first:] for row in inserted])

    def _difference(self) -> tuple[int, dict[Any, Row], dict[Any, Row]]:
        """Return the position of the primary key, and by key the rows before and after where they differ."""
        key = key_position(self.name, self.after.columns)
        old = {row[key]: row for row in self.before.rows - self.after.rows}
        return key, old, {row[key]: row for row in self.after.rows - self.before.rows}


class StoredRows:
    """The rows that a function writes, written again without calling it.

    They are written only where the rows to be changed are as they were before the first call, and no other
    row has a key as high as the new ones: a test may have added a picture or a person before. The function
    must depend on nothing but the rows that it changes.
    """

    def __init__(self, function: Callable[[], object]) -> None:
        self._function = function
        self._changes: list[TableChange] = []

    def write(self, function: Callable[[], object] | None = None) -> None:
        """Write the rows, by `function` where they cannot be written from what is stored."""
        if not self._changes:
            self._changes = self._call_and_compare(function or self._function)
        elif all(change.is_applicable() for change in self._changes):
            with transaction.atomic():
                for change in self._changes:
                    change.apply()
                raise_sequences(change.name for change in self._changes)
        else:
            (function or self._function)()

    @staticmethod
    def _call_and_compare(function: Callable[[], object]) -> list[TableChange]:
        before = read_tables()
        function()
        after = read_tables()
        return [
            TableChange(name, before[name], table) for name, table in after.items() if table != before[name]
        ]


class StoredCalls:
    """The rows that calls write, by a key that has all that they depend on beside the tables they change.

    They are stored when a key comes again, as comparing all tables costs half as much as a page.
    """

    def __init__(self) -> None:
        self._seen: set[Hashable] = set()
        self._rows: dict[Hashable, StoredRows] = {}

    def write(self, key: Hashable, function: Callable[[], object]) -> None:
        if key not in self._seen:
            self._seen.add(key)
            function()
        else:
            self._rows.setdefault(key, StoredRows(function)).write(function)


@contextmanager
def rolled_back() -> Iterator[None]:
    """Undo what is written inside: several cases of one test begin with the same rows.

    As in Django's TestCase, an atomic block that is durable may begin inside.
    """
    block: Any = transaction.atomic()
    block._from_testcase = True
    with block:
        yield
        transaction.set_rollback(True)


def _is_after(new: Set[Any], present: Set[Any]) -> bool:
    """Return whether numbers are above those present, and other keys are none of them."""
    if all(isinstance(key, int) for key in new):
        return not (new and present) or min(new) > max(present)
    return new.isdisjoint(present)


def read_tables() -> Mapping[str, Table]:
    """Return every model's table by name, without full-text indexes, which triggers keep."""
    return {name: read_table(name) for name in table_names()}


def table_names() -> list[str]:
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return [name for name in names if not name.endswith("_fts")]


def tables_with_rows() -> set[str]:
    quote = connection.ops.quote_name
    selects = (f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {quote(name)})" for name in table_names())  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(selects))
        return {name for (name,) in cursor.fetchall()}


def read_table(name: str) -> Table:
    """Return a table without the columns that PostgreSQL generates, which cannot be inserted."""
    table = connection.ops.quote_name(name)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {insertable_columns().get(name, '*')} FROM {table}")  # noqa: S608 - a model's
        return Table([column[0] for column in cursor.description], frozenset(cursor.fetchall()))


@cache
def insertable_columns() -> Mapping[str, str]:
    """Return the columns of each table that has generated ones, as a list for SELECT."""
    if connection.vendor != "postgresql":
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position)"
            " FILTER (WHERE is_generated = 'NEVER') FROM information_schema.columns"
            " WHERE table_schema = current_schema() GROUP BY 1 HAVING bool_or(is_generated = 'ALWAYS')"
        )
        return dict(cursor.fetchall())


def insert(table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    names = ", ".join(map(connection.ops.quote_name, columns))
    values = ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO {connection.ops.quote_name(table)} ({names}) VALUES ({values})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(statement, list(rows))


def key_position(table: str, columns: Sequence[str]) -> int:
    with connection.cursor() as cursor:
        return columns.index(connection.introspection.get_primary_key_column(cursor, table) or "id")


def update(table: str, columns: Sequence[str], key: int, rows: Sequence[Row]) -> None:
    quote = connection.ops.quote_name
    values = ", ".join(f"{quote(column)} = %s" for column in columns)
    statement = f"UPDATE {quote(table)} SET {values} WHERE {quote(columns[key])} = %s"  # noqa: S608 - as above
    with connection.cursor() as cursor:
        cursor.executemany(statement, [(*row, row[key]) for row in rows])


def delete(table: str, key: str, numbers: Iterable[Any]) -> None:
    quote = connection.ops.quote_name
    statement = f"DELETE FROM {quote(table)} WHERE {quote(key)} = %s"  # noqa: S608 - as above
    with connection.cursor() as cursor:
        cursor.executemany(statement, [[number] for number in numbers])


def raise_sequences(tables: Iterable[str]) -> None:
    """Let PostgreSQL's sequences continue after the keys that were inserted; SQLite's do so by themselves."""
    names = set(tables)
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.db_table in names]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
