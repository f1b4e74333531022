"""The migration merges old reminders by person, and is reversible."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from courses.models import ModuleVersion
from lms.records.models import Reminder
from lms.reports.actions import RemindLate
from people.models import Person
from tests.factories.courses import make_module_version
from tests.factories.people import make_manager, make_unit
from tests.integration.reports.reminders.test_reminders import assigned, employ
from tests.migrating import migrated

DAY = dt.timedelta(days=1)


@pytest.mark.django_db(transaction=True)
def test_reminders_before_the_upgrade_are_merged_by_person_and_back() -> None:
    unit = make_unit("Hemtjänst Åby", parent=make_unit("Vård och omsorg"))
    manager = make_manager(unit)
    assigned(unit, "Basala hygienrutiner", days_ago=10)
    other = assigned(unit, "Läkemedel", days_ago=40)
    late, colleague = employ(unit), employ(unit)
    RemindLate(place=unit, people=[late.pk, colleague.pk], by=manager).run()
    today = timezone.localdate()
    with time_machine.travel(today + 7 * DAY):
        RemindLate(place=unit, people=[late.pk], by=manager).run()
    expected = stored_reminders()

    with migrated(("records", "0007_reminders")):
        by_module = count("SELECT count(*), count(follows_id) FROM records_reminder")
        # Within the interval, as it could be sent then: of another module, by another manager.
        insert_sooner(colleague, make_module_version("Fallprevention"), make_manager(unit), today + DAY)

    assert by_module == (6, 2)
    sooner = [one for one in stored_reminders() if one not in expected]
    assert [one for one in stored_reminders() if one in expected] == expected
    assert [(one[0], one[1], len(one[3])) for one in sooner] == [(colleague.pk, today + DAY, 1)]
    assert other.module_id in expected[0][3]


def stored_reminders() -> list[tuple[int, dt.date, dt.date | None, tuple[int, ...]]]:
    return [
        (
            one.person_id,
            one.sent_on,
            one.not_before,
            tuple(sorted(one.reminded_modules.values_list("module", flat=True))),
        )
        for one in Reminder.objects.order_by("person", "sent_on")
    ]


def insert_sooner(person: Person, version: ModuleVersion, by: Person, sent_on: dt.date) -> None:
    """Insert a first reminder of a module, in the table as it was."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO records_reminder"
            " (person_id, module_id, municipality_id, sent_by_id, sent_at, sent_on)"
            " SELECT person_id, %s, municipality_id, %s, sent_at, %s FROM records_reminder"
            " WHERE person_id = %s AND follows_id IS NULL ORDER BY id LIMIT 1",
            [version.module_id, by.pk, sent_on, person.pk],
        )


def count(sql: str) -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return tuple(cursor.fetchone())
