"""Texts of audit entries, in the reader's language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from people.enums import AuditKind, RoleKind
from people.models import AuditEntry

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: kind -> its sentence, with placeholders of the entry's details; the others have none beside their label
SENTENCES: Mapping[str, StrOrPromise] = {
    AuditKind.PERSON_CREATED: _("In the name %(name)s."),
    AuditKind.NAME_CHANGED: _("From %(before)s to %(after)s."),
    AuditKind.ROLE_GRANTED: "%(role)s %(reach)s",
    AuditKind.ROLE_REVOKED: "%(role)s %(reach)s",
    AuditKind.RIGHTS_CHANGED: _("From “%(before)s” to “%(after)s”."),
    AuditKind.EMPLOYMENT_CREATED: "%(employment)s",
    AuditKind.EMPLOYMENT_CHANGED: _("From %(before)s to %(employment)s."),
    AuditKind.EMPLOYMENT_ENDED: "%(employment)s",
    AuditKind.LEAVE_SET: "%(period)s",
    AuditKind.LEAVE_ENDED: "%(period)s",
    AuditKind.UNIT_CREATED: "%(unit)s",
    AuditKind.UNIT_RENAMED: _("From %(before)s to %(unit)s."),
    AuditKind.UNIT_MOVED: "%(unit)s, %(parent)s",
    AuditKind.UNIT_CLOSED: "%(unit)s, %(day)s",
    AuditKind.ASSIGNMENT_CREATED: "%(module)s, %(unit)s",
    AuditKind.ASSIGNMENT_WITHDRAWN: "%(module)s, %(unit)s",
    AuditKind.EXEMPTION_CREATED: "%(module)s (%(period)s)",
    AuditKind.EXEMPTION_ENDED: "%(module)s (%(period)s)",
    AuditKind.VERSION_EXPIRY_DECLARED: "%(module)s, %(day)s",
    AuditKind.VERSION_EXPIRY_WITHDRAWN: "%(module)s",
    AuditKind.REPORT_ANSWERED: "%(report)s, %(place)s",
    AuditKind.REMINDERS_SENT: "%(place)s (%(count)s)",
    AuditKind.STATEMENTS_SENT_AGAIN: _("%(count)s of them had been refused."),
    AuditKind.CERTIFICATE_ISSUED: _("%(module)s, in the name %(after)s instead of %(before)s."),
}


@dataclass(frozen=True)
class AuditLine:
    """An entry as a list shows it."""

    created_at: datetime
    title: StrOrPromise
    text: str
    #: who did it, and in which municipality; empty for the system itself
    by: str
    municipality: str


def audit_lines(entries: Iterable[AuditEntry]) -> Iterator[AuditLine]:
    """Yield the text of each entry, in their order."""
    for entry in entries:
        yield AuditLine(
            entry.created_at,
            AuditKind(entry.kind).label,
            sentence(SENTENCES.get(entry.kind, ""), entry.details).strip(),
            entry.by_name,
            str(entry.municipality or ""),
        )


def sentence(text: StrOrPromise, details: Mapping[str, Any]) -> str:
    """Return the text with its placeholders filled in; a role is named in the reader's language."""
    values: defaultdict[str, Any] = defaultdict(str, details)
    if values["role"] in RoleKind.values:
        values["role"] = RoleKind(values["role"]).label
    return str(text) % values
