"""The way back from kinds of audit entry that the version before does not have."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from people.access.actions import record_audit
from people.enums import AuditKind
from tests.factories.people import PersonFactory
from tests.migrating import apps_at, migrated


@pytest.mark.slow
@pytest.mark.both_engines
@pytest.mark.parametrize(
    "target",
    [
        "0007_notices_by_mail",
        "0008_audit_entries_without_person",
        "0009_audit_kind_of_answered_reports",
    ],
)
@pytest.mark.django_db(transaction=True)
def test_entries_when_migrated_back_have_kinds_that_the_version_has(target: str) -> None:
    person = PersonFactory()
    for kind in AuditKind:
        record_audit(kind, person=person, by=None)

    with migrated(("people", target)):
        entries = apps_at("people", target).get_model("people", "AuditEntry")
        kinds = list(entries.objects.order_by("pk").values_list("kind", flat=True))
        with pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute("DELETE FROM people_auditentry")

    known = dict(entries._meta.get_field("kind").choices)
    assert kinds == [kind.value for kind in AuditKind if kind.value in known]
    assert len(kinds) < len(AuditKind)
