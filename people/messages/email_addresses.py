"""Actions on a person's own e-mail address: entered, confirmed by a link, removed."""

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

#: the most links that a person can have sent within `LIMITED_PERIOD`, so that no mailbox is flooded
MAX_LINKS = 5
LIMITED_PERIOD = dt.timedelta(days=1)


@transaction.atomic
def enter_email(*, address: str, by: Person) -> EmailChange:
    """Queue an e-mail to `address` with a link by which `by` confirms it.

    Replaces another unconfirmed address; a confirmed one stays in use until then. Raises EmailRefused without
    a mail server and beyond `MAX_LINKS`.
    """
    if not settings.EMAIL_HOST:
        raise EmailRefused(_("Närlära sends no e-mail here. Reminders are on your start page."))
    person = Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    since = timezone.now() - LIMITED_PERIOD
    entered = person.audit_entries.filter(kind=AuditKind.EMAIL_ENTERED, created_at__gt=since)
    if entered.count() >= MAX_LINKS:
        raise EmailRefused(_("Enough links were sent for today. Look in your inbox, or try again tomorrow."))
    EmailChange.objects.filter(person=person).delete()
    change = EmailChange.objects.create(person=person, address=address)
    record_audit(AuditKind.EMAIL_ENTERED, person=person, by=by)
    transaction.on_commit(send_queued_mail.enqueue)
    return change


@transaction.atomic
def confirm_email(*, token: str, by: Person) -> str:
    """Set the e-mail address of `by` to that of the link and return it; repeating it changes nothing.

    Raises EmailRefused for a link that is another person's, expired, or of an address that was replaced.
    """
    address = address_of(token, person=by.pk)
    person = Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    if address and person.email == address:
        return address
    changes = EmailChange.objects.filter(person=person, address=address)
    if not changes.exists():
        raise EmailRefused(_("This link doesn't work any more. Have a new one sent from your account."))
    changes.delete()
    person.email = address
    person.save(update_fields=["email"])
    record_audit(AuditKind.EMAIL_CONFIRMED, person=person, by=by)
    return address


@transaction.atomic
def remove_email(*, by: Person) -> None:
    """Remove the address of `by`, and an unconfirmed one: reminders are then on the site only."""
    person = Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    EmailChange.objects.filter(person=person).delete()
    if person.email:
        person.email = ""
        person.save(update_fields=["email"])
        record_audit(AuditKind.EMAIL_REMOVED, person=person, by=by)
