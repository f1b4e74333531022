"""Actions on a person's own e-mail address: entered, confirmed by a link, removed."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.access.actions import Action, Change, Entry, Result
from people.enums import AuditKind
from people.exceptions import EmailRefused
from people.messages.email_links import address_of
from people.models import EmailChange, Person
from people.tasks import send_queued_mail

#: the most links that a person can have sent within `LIMITED_PERIOD`, so that no mailbox is flooded
MAX_LINKS = 5
LIMITED_PERIOD = dt.timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class OwnAddressAction(Action[Result]):
    """A change of the actor's own e-mail address."""

    by: Person

    def check(self, by: Person) -> None:
        """Everybody may change their own address."""

    def locked(self) -> Person:
        return Person.objects.select_for_update(no_key=True).get(pk=self.by.pk)


@dataclass(frozen=True, kw_only=True)
class EnterEmail(OwnAddressAction[EmailChange]):
    """Queue an e-mail to `address` with a link by which `by` confirms it.

    Replaces another unconfirmed address; a confirmed one stays in use until then. Raises EmailRefused without
    a mail server and beyond `MAX_LINKS`.
    """

    audit = AuditKind.EMAIL_ENTERED

    address: str

    def execute(self) -> Change[EmailChange]:
        if not settings.EMAIL_HOST:
            raise EmailRefused(_("Närlära sends no e-mail here. Reminders are on your start page."))
        person = self.locked()
        since = timezone.now() - LIMITED_PERIOD
        entered = person.audit_entries.filter(kind=AuditKind.EMAIL_ENTERED, created_at__gt=since)
        if entered.count() >= MAX_LINKS:
            message = _("Enough links were sent for today. Look in your inbox, or try again tomorrow.")
            raise EmailRefused(message)
        EmailChange.objects.filter(person=person).delete()
        change = EmailChange.objects.create(person=person, address=self.address)
        return Change(change, [Entry(person)])

    def follow_up(self, result: EmailChange) -> None:
        transaction.on_commit(send_queued_mail.enqueue)


@dataclass(frozen=True, kw_only=True)
class ConfirmEmail(OwnAddressAction[str]):
    """Set the e-mail address of `by` to that of the link and return it; repeating it changes nothing.

    Raises EmailRefused for a link that is another person's, expired, or of an address that was replaced.
    """

    audit = AuditKind.EMAIL_CONFIRMED

    token: str

    def execute(self) -> Change[str]:
        address = address_of(self.token, person=self.by.pk)
        person = self.locked()
        if address and person.email == address:
            return Change(address)
        changes = EmailChange.objects.filter(person=person, address=address)
        if not changes.exists():
            raise EmailRefused(_("This link doesn't work any more. Have a new one sent from your account."))
        changes.delete()
        person.email = address
        person.save(update_fields=["email"])
        return Change(address, [Entry(person)])


@dataclass(frozen=True, kw_only=True)
class RemoveEmail(OwnAddressAction[None]):
    """Remove the address of `by`, and an unconfirmed one: reminders are then on the site only."""

    audit = AuditKind.EMAIL_REMOVED

    def execute(self) -> Change[None]:
        person = self.locked()
        EmailChange.objects.filter(person=person).delete()
        if not person.email:
            return Change(None)
        person.email = ""
        person.save(update_fields=["email"])
        return Change(None, [Entry(person)])
