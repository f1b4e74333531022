"""Migrations of people and records, back and forth: rows keep their meaning, and guards stand again.

All in one journey: Django renders the models of all apps for each migration, in half a second of CPU.
"""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from lms.records.models import Completion, Exemption
from people.access.actions import record_audit
from people.enums import AuditKind
from people.models import Leave
from tests.factories.courses import make_module_version
from tests.factories.people import EmploymentFactory, LeaveFactory, PersonFactory
from tests.factories.records import ExemptionFactory, make_completion
from tests.integration.records.test_employers import TwoEmployers, make_two_employers
from tests.migrating import migrate, migrated

START = dt.date(2025, 3, 1)
EARLY, AFTER = START - dt.timedelta(days=9), dt.date(2024, 6, 1)
GUARDED = "never changed or deleted"
WITHOUT_EMPLOYERS = ("people", "0003_unit_paths_of_keys")


@pytest.mark.django_db(transaction=True)
def test_people_and_records_migrated_back_and_forth_keep_rows(
    subtests: pytest.Subtests,
) -> None:
    with subtests.test("a flush empties the record"):
        make_completion(EmploymentFactory().person, make_module_version(), dt.date(2026, 3, 15))
        call_command("flush", interactive=False, verbosity=0)
        assert Completion.objects.count() == 0
    two = make_two_employers()
    retired = make_leaves_and_exemptions(two)
    person = PersonFactory(first_name="Åsa", last_name="Öberg")
    for each in (person, PersonFactory(username="björn", first_name="", last_name="")):
        make_completion(each, two.version, dt.date(2026, 3, 15))

    with migrated(WITHOUT_EMPLOYERS, ("records", "0003_renewals")):
        with subtests.test("the record without names is guarded"):
            refuse("UPDATE records_completion SET score = 1")
        migrate(WITHOUT_EMPLOYERS, ("records", "0001_initial"))
        migrate(("people", "0004_employer_of_leave"), ("records", "0005_employer_of_exemption"))
        leaves, exemptions = stored_leaves(), stored_exemptions()
        migrate(WITHOUT_EMPLOYERS, ("records", "0004_name_at_completion"))
        counts = count_rows()

    molndal, ale = two.molndal.municipality_id, two.ale.municipality_id
    with subtests.test("leaves and exemptions belong to employers"):
        assert leaves == stored_leaves()
        assert leaves == sorted(
            [
                (two.åsa.pk, molndal, EARLY),
                (two.åsa.pk, molndal, START),
                (two.åsa.pk, ale, START),
                (retired, ale, AFTER),
            ]
        )
        assert exemptions == stored_exemptions()
        assert exemptions == sorted(
            [(two.sören.pk, ale)] + [(by, employer) for by in others(two) for employer in (molndal, ale)]
        )
        assert counts == (3, 2)
    with subtests.test("names are marked as recorded later"):
        names = Completion.objects.order_by("pk").values_list("person_name", "name_recorded_later")
        assert list(names) == [("Åsa Öberg", True), ("björn", True)]
        refuse("UPDATE records_completion SET score = 1")
        make_completion(person, two.version, dt.date(2026, 3, 16))
        assert Completion.objects.filter(name_recorded_later=False).get().person_name == "Åsa Öberg"
    with subtests.test("the audit log is guarded"):
        record_audit(AuditKind.CODE_HANDED_OUT, person=person, by=None)
        refuse("DELETE FROM people_auditentry")


def make_leaves_and_exemptions(two: TwoEmployers) -> int:
    """Make those of two employers, of one, of somebody retired and of nobody; return the retired's key."""
    two.åsa.employments.filter(unit=two.ale).update(valid_from=START)
    retired = EmploymentFactory(unit=two.ale, valid_from=dt.date(2020, 1, 1), valid_to=dt.date(2020, 12, 31))
    LeaveFactory(person=two.åsa, valid_from=EARLY, valid_to=START - dt.timedelta(days=1))
    LeaveFactory(person=two.åsa, valid_from=START)
    LeaveFactory(person=retired.person, valid_from=AFTER)
    LeaveFactory(person=PersonFactory(), municipality=two.ale.municipality)
    ExemptionFactory(person=two.åsa, module=two.version.module, valid_from=START, created_by=two.sören)
    ExemptionFactory(person=two.åsa, module=two.version.module, valid_from=START)
    return int(retired.person_id)


def refuse(sql: str) -> None:
    with pytest.raises(DatabaseError, match=GUARDED), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def count_rows() -> tuple[int, ...]:
    """Return the numbers of leaves and exemptions, independent of the columns of their tables."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM people_leave), (SELECT count(*) FROM records_exemption)")
        return tuple(cursor.fetchone())


def stored_leaves() -> list[tuple[int, int, dt.date]]:
    return sorted(Leave.objects.values_list("person", "municipality", "valid_from"))


def stored_exemptions() -> list[tuple[int, int]]:
    return sorted(Exemption.objects.values_list("created_by", "municipality"))


def others(two: TwoEmployers) -> list[int]:
    """Return who created an exemption without a role at the person's employers."""
    return list(
        Exemption.objects.exclude(created_by=two.sören).values_list("created_by", flat=True).distinct()
    )
