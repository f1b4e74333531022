"""Recording of audit entries: each action adds one in its own transaction (`people.access.actions`)."""

from __future__ import annotations

from people.enums import AuditKind
from people.models import AuditEntry, Municipality, Person


def record_audit(
    kind: AuditKind,
    *,
    person: Person | None,
    by: Person | None,
    municipality: Municipality | None = None,
    **details: str,
) -> AuditEntry:
    """Add an entry, about `person` if given; `details` hold the names and days that its sentence shows."""
    return AuditEntry.objects.create(
        person=person,
        kind=kind,
        by=by,
        by_name=str(by) if by is not None else "",
        municipality=municipality,
        details=details,
    )
