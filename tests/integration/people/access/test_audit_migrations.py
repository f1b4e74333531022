"""The way back from kinds of audit entry that the version before does not have."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from people.access.actions import record_audit
from people.enums import AuditKind
from tests.factories.people import PersonFactory
from tests.migrating import apps_at, migrate, migrated

#: back from the newest, on one journey: each migration renders the models of all apps
NEWEST, *OLDER = (
    "0009_audit_kind_of_answered_reports",
    "0008_audit_entries_without_person",
    "0007_notices_by_mail",
)


@pytest.mark.slow
@pytest.mark.both_engines
@pytest.mark.django_db(transaction=True)
def test_entries_when_migrated_back_have_kinds_that_the_version_has(subtests: pytest.Subtests) -> None:
    person = PersonFactory()
    for kind in AuditKind:
        record_audit(kind, person=person, by=None)

    with migrated(("people", NEWEST)):
        check_kinds(subtests, NEWEST)
        for target in OLDER:
            migrate(("people", target))
            check_kinds(subtests, target)


def check_kinds(subtests: pytest.Subtests, target: str) -> None:
    """Check that entries have the kinds that the version knows, all of them, and are guarded."""
    entries = apps_at("people", target).get_model("people", "AuditEntry")
    kinds = list(entries.objects.order_by("pk").values_list("kind", flat=True))
    known = dict(entries._meta.get_field("kind").choices)
    with subtests.test(target):
        with pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute("DELETE FROM people_auditentry")
        assert kinds == [kind.value for kind in AuditKind if kind.value in known]
        assert len(kinds) < len(AuditKind)
