"""Queries of the commit path that are compiled once and run again with other values.

Django compiles a query's SQL each time it runs, which costs a commit more than the database does
(docs/decisions/0015-a-short-commit-path.md). Here Django compiles the SQL once a thread, so that it still
follows from the models: a field added to a model is in it. No signal is sent.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from functools import cache, cached_property
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Expression
from django.db.models.query import get_related_populators  # type: ignore[attr-defined]  # not in the stubs

M = TypeVar("M", bound=models.Model)


class Parameter(Expression):
    """A placeholder for a value in a queryset that is compiled before the value exists."""

    def __init__(self, name: str, field: models.Field[Any, Any]) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: object, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        return "%s", [self]

    def prepare(self, values: dict[str, Any], connection: BaseDatabaseWrapper) -> Any:
        """Return the parameter's value in `values`, converted for the database driver."""
        return self.output_field.get_db_prep_value(values[self.name], connection)


class CompiledQuery(Generic[M]):
    """A queryset with `Parameter`s in it; `build` is called once a thread, within a transaction."""

    def __init__(self, build: Callable[[], models.QuerySet[M]]) -> None:
        self._build = build
        self._of_thread = threading.local()

    def rows(self, **values: Any) -> list[M]:
        """Return the rows of the queryset for the values; all are fetched at once."""
        connection = connections[DEFAULT_DB_ALIAS]
        plan: _Plan[M] | None = getattr(self._of_thread, "plan", None)
        if plan is None or plan.connection is not connection:
            plan = self._of_thread.plan = _Plan(self._build(), connection)
        return list(plan.run(values))


class _Plan(Generic[M]):
    """The SQL of a queryset, and how its rows become instances (as django.db.models.query.ModelIterable)."""

    def __init__(self, queryset: models.QuerySet[M], connection: BaseDatabaseWrapper) -> None:
        self.connection = connection
        self.model = queryset.model
        self.compiler = queryset.query.get_compiler(connection=connection)
        self.sql, self.parameters = self.compiler.as_sql()
        self.selected = [column[0] for column in self.compiler.select]
        self.converters = self.compiler.get_converters(self.selected)
        self.annotations = self.compiler.annotation_col_map or {}

    @cached_property
    def own(self) -> slice:
        """The positions of the model's own columns in a row."""
        positions = self.compiler.klass_info["select_fields"]
        return slice(positions[0], positions[-1] + 1)

    @cached_property
    def names(self) -> list[str]:
        return [column.target.attname for column in self.selected[self.own]]

    @cached_property
    def related(self) -> Sequence[Any]:
        return get_related_populators(self.compiler.klass_info, self.compiler.select, self.connection.alias)

    def run(self, values: dict[str, Any]) -> Iterator[M]:
        parameters = [
            value.prepare(values, self.connection) if isinstance(value, Parameter) else value
            for value in self.parameters
        ]
        with self.connection.cursor() as cursor:
            cursor.execute(self.sql, parameters)
            rows = cursor.fetchall()
        for row in self.compiler.apply_converters(rows, self.converters) if self.converters else rows:
            instance = self.model.from_db(self.connection.alias, self.names, row[self.own])
            for populator in self.related:
                populator.populate(row, instance)
            for name, position in self.annotations.items():
                setattr(instance, name, row[position])
            yield instance


#: an SQL statement and the values of its placeholders
BoundSql = tuple[str, list[Any]]


def save_rows(*instances: models.Model, first: Sequence[BoundSql] = ()) -> None:
    """Insert the instances without a primary key and update the others. Raises IntegrityError.

    The keys of inserted rows are not set on the instances. The writes of `first` are made before them. On
    PostgreSQL all are one statement, which saves a round trip.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    writes = [*first, *(_write(instance, connection) for instance in instances)]
    if connection.vendor == "postgresql":
        *before, (last, values) = writes
        clauses = ", ".join(f"written_{n} AS ({sql})" for n, (sql, _) in enumerate(before))
        earlier = [value for _, values in before for value in values]
        writes = [(f"WITH {clauses} {last}" if clauses else last, [*earlier, *values])]
    with connection.cursor() as cursor:
        for sql, values in writes:
            cursor.execute(sql, values)


def _write(instance: models.Model, connection: BaseDatabaseWrapper) -> BoundSql:
    """Return the SQL that saves an instance, and its values."""
    model, is_new = type(instance), instance.pk is None
    values = [
        field.get_db_prep_save(field.pre_save(instance, is_new), connection) for field in _fields(model)
    ]
    if is_new:
        return _insert_sql(model), values
    return _update_sql(model), [*values, model._meta.pk.get_db_prep_value(instance.pk, connection)]


@cache
def _fields(model: type[models.Model]) -> tuple[models.Field[Any, Any], ...]:
    return tuple(field for field in model._meta.concrete_fields if not field.primary_key)


@cache
def _insert_sql(model: type[models.Model]) -> str:
    columns = [f'"{field.column}"' for field in _fields(model)]
    places = ", ".join(["%s"] * len(columns))
    return f'INSERT INTO "{model._meta.db_table}" ({", ".join(columns)}) VALUES ({places})'  # noqa: S608 - names of our models


@cache
def _update_sql(model: type[models.Model]) -> str:
    changes = ", ".join(f'"{field.column}" = %s' for field in _fields(model))
    key = model._meta.pk.column
    return f'UPDATE "{model._meta.db_table}" SET {changes} WHERE "{key}" = %s'  # noqa: S608 - as above
