"""One's own e-mail address, for reminders: entered, confirmed by a link, then used."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.access.audit import record_audit
from people.enums import AuditKind
from people.exceptions import EmailRefused
from people.messages.email_links import address_of
from people.models import EmailChange, Person
from people.tasks import send_queued_mail

#: a person has so many links sent within `LIMITED_PERIOD`, so that nobody's mailbox is filled
MOST_LINKS = 5
LIMITED_PERIOD = dt.timedelta(days=1)


@transaction.atomic
def enter_email(*, address: str, by: Person) -> EmailChange:
    """Let the task queue send a link to `address`, with which `by` confirms it as their own.

    Takes the place of another one that waits; one in use stays in use until then. Raises EmailRefused
    without a mail server and beyond `MOST_LINKS`.
    """
    if not settings.EMAIL_HOST:
        raise EmailRefused(_("Närlära sends no e-mail here. Reminders are on your start page."))
    person = Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    since = timezone.now() - LIMITED_PERIOD
    entered = person.audit_entries.filter(kind=AuditKind.EMAIL_ENTERED, created_at__gt=since)
    if entered.count() >= MOST_LINKS:
        raise EmailRefused(_("Enough links were sent for today. Look in your inbox, or try again tomorrow."))
    EmailChange.objects.filter(person=person).delete()
    change = EmailChange.objects.create(person=person, address=address)
    record_audit(AuditKind.EMAIL_ENTERED, person=person, by=by)
    transaction.on_commit(send_queued_mail.enqueue)
    return change


@transaction.atomic
def confirm_email(*, token: str, by: Person) -> str:
    """Use the address of a link for `by` from now on, and return it; the same link again changes nothing.

    Raises EmailRefused for a link that is not theirs, too old, or of an address that does not wait any more.
    """
    address = address_of(token, person=by.pk)
    person = Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    if address and person.email == address:
        return address
    waiting = EmailChange.objects.filter(person=person, address=address)
    if not waiting.exists():
        raise EmailRefused(_("This link doesn't work any more. Have a new one sent from your account."))
    waiting.delete()
    person.email = address
    person.save(update_fields=["email"])
    record_audit(AuditKind.EMAIL_CONFIRMED, person=person, by=by)
    return address


@transaction.atomic
def remove_email(*, by: Person) -> None:
    """Forget the address of `by`, and the one that waits: reminders are on the site alone."""
    person = Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    EmailChange.objects.filter(person=person).delete()
    if person.email:
        person.email = ""
        person.save(update_fields=["email"])
        record_audit(AuditKind.EMAIL_REMOVED, person=person, by=by)
