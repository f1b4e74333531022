"""What every learner asks is planned by PostgreSQL once a connection."""

from __future__ import annotations

import pytest
from django.db import connection

from lms.tracking.models import Launch
from lms.tracking.statements import CompiledQuery, Parameter

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps no plans"),
]


def plans() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%tracking_launch%$2%'"
        )
        return int(cursor.fetchone()[0])


def test_statement_when_asked_again_and_again_is_planned_once_whatever_its_values() -> None:
    uuid = Launch._meta.get_field("uuid")
    query = CompiledQuery(
        lambda: Launch.objects.filter(uuid__in=[Parameter("one", uuid), Parameter("two", uuid)])
    )

    for number in range(7):
        query.rows(one=f"{number:032x}", two=f"{number + 1:032x}")

    assert plans() == 1
