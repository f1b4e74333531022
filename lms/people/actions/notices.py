"""Notices on the site: sent within the action that they are about, marked as read by their person."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from lms.people.enums import NoticeKind
from lms.people.models import Notice, Person


def send_notice(kind: NoticeKind, *, person: Person, **details: str | int) -> Notice:
    """Send `person` a notice; `details` hold the names, days and keys that its sentence and link need."""
    return Notice.objects.create(person=person, kind=kind, details=details)


@transaction.atomic
def mark_notices_read(*, person: Person, notice: int | None = None) -> int:
    """Mark one of the person's notices as read, or all; return how many were unread."""
    unread = person.notices.unread()
    if notice is not None:
        unread = unread.filter(pk=notice)
    return unread.update(read_at=timezone.now())
