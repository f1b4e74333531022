"""Frequent statements are planned by PostgreSQL once for each connection."""

from __future__ import annotations

import pytest
from django.db import connection

from infrastructure.db.compiled_queries import CompiledQuery, Parameter
from lms.attempts.models import Launch

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps no plans"),
    pytest.mark.both_engines,
]


def plans() -> set[str]:
    """The statements about launches that this connection keeps a plan for."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return {statement for (statement,) in cursor.fetchall() if "tracking_launch" in statement}


def test_repeated_statement_is_planned_once_whatever_its_values() -> None:
    uuid = Launch._meta.get_field("uuid")
    query = CompiledQuery(
        lambda: Launch.objects.filter(uuid__in=[Parameter("one", uuid), Parameter("two", uuid)])
    )
    # The connection is kept: what tests before this one asked often is planned on it already.
    planned_before = plans()

    for number in range(7):
        query.rows(one=f"{number:032x}", two=f"{number + 1:032x}")

    assert len(plans() - planned_before) == 1
