"""Actions on notices: sent within the action that they are about, marked as read by their person."""

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from people.enums import NoticeKind
from people.models import Notice, NoticeMail, Person
from people.tasks import send_queued_mail


def send_notice(kind: NoticeKind, *, person: Person, **details: str | int) -> Notice:
    """Send `person` a notice; `details` hold the names, days and keys that its text and link need.

    Details that differ by language are given in each, as `modules` and `modules_en`.
    """
    return Notice.objects.create(person=person, kind=kind, details=details)


def send_by_mail(*, notices: Iterable[Notice]) -> int:
    """Queue e-mails of the notices; return how many.

    None without a mail server, nor to persons without an address.
    """
    if not settings.EMAIL_HOST:
        return 0
    mails = [NoticeMail(notice=notice) for notice in notices if notice.person.email]
    if mails:
        NoticeMail.objects.bulk_create(mails)
        transaction.on_commit(send_queued_mail.enqueue)
    return len(mails)


@transaction.atomic
def mark_notices_read(*, person: Person, notice: int | None = None) -> int:
    """Mark one of the person's notices as read, or all; return how many were unread."""
    unread = person.notices.unread()
    if notice is not None:
        unread = unread.filter(pk=notice)
    return unread.update(read_at=timezone.now())
