"""Sending of queued e-mails by the task queue, one at a time, with retries."""

import datetime as dt
import logging
from collections.abc import Callable
from smtplib import SMTPException, SMTPServerDisconnected
from typing import Any, TypeVar

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from people.messages.email_links import LINK_LIFETIME, confirmation_url
from people.messages.notice_checks import current_details
from people.messages.notice_texts import notice_lines
from people.models import EmailChange, NoticeMail, QueuedMail
from people.models.queued_mail import MOST_TRIES

logger = logging.getLogger(__name__)

#: an e-mail that failed, or whose worker was killed, is retried after this, at most `MOST_TRIES` times
RETRY_AFTER = dt.timedelta(minutes=30)
MAILS_PER_RUN = 500

Mail = TypeVar("Mail", bound=QueuedMail)

#: the functions that make the message of an e-mail, by model; sent in this order
_messages: dict[type[QueuedMail], Callable[[Any], EmailMessage | None]] = {}


def register_mail(model: type[Mail], message: Callable[[Mail], EmailMessage | None]) -> None:
    """Register a model of queued e-mails, which has the methods of `QueuedMailQuerySet`.

    `message` returns the message to send, or None for an e-mail that no longer applies, which is deleted.
    """
    _messages[model] = message


def send_waiting() -> int:
    """Send the waiting e-mails; return how many were sent.

    Stops when the server cannot be reached, which counts as a try of one e-mail at most.
    """
    mails = _waiting()
    if not mails:
        return 0
    connection = get_connection()
    sent = 0
    try:
        connection.open()
        for mail in mails:
            sent += claim(mail) and _send(mail, connection)
    except (OSError, SMTPException) as error:
        logger.warning("The mail server does not take e-mail (%s); trying again later.", error)
    finally:
        connection.close()
    return sent


def _waiting() -> list[QueuedMail]:
    """Return the e-mails to send, confirmation links first, since users wait for them."""
    now = timezone.now()
    waiting: list[QueuedMail] = []
    for model in _messages:
        mails: Any = model._default_manager.all()
        mails = mails.waiting(now=now, tried_before=now - RETRY_AFTER, most_tries=MOST_TRIES)
        waiting += mails.order_by("pk")[:MAILS_PER_RUN]
    return waiting


def _send(mail: QueuedMail, connection: BaseEmailBackend) -> bool:
    """Send the e-mail and record it; return False if the server refuses it or it no longer applies."""
    message = _messages[type(mail)](mail)
    if message is None:
        mail.delete()
        return False
    message.connection = connection
    try:
        message.send()
    except SMTPServerDisconnected:
        raise
    except SMTPException as error:
        logger.warning("The e-mail of %s %s was refused: %s", mail._meta.verbose_name, mail.pk, error)
        return False
    type(mail)._default_manager.filter(pk=mail.pk).update(sent_at=timezone.now())
    return True


def _message_of_change(change: EmailChange) -> EmailMessage:
    """Return the message with the confirmation link; without a name, since the address may be mistyped."""
    with translation.override(settings.LANGUAGE_CODE):
        context = {"url": confirmation_url(change), "days": LINK_LIFETIME.days}
        return EmailMessage(
            subject=_("Confirm your e-mail address in Närlära"),
            body=render_to_string("people/email_confirmation.txt", context),
            to=[change.address],
        )


def _message_of_notice(mail: NoticeMail) -> EmailMessage | None:
    """Return the message of the notice with its current details; None if it no longer applies."""
    notice = mail.notice
    with translation.override(settings.LANGUAGE_CODE):
        details = current_details(notice)
        if details is None:
            return None
        notice.details = details
        line = next(iter(notice_lines([notice])))
        context = {
            "name": notice.person.first_name,
            "text": line.text,
            "link": line.link,
            "url": f"{settings.SITE_ORIGIN}{line.url}",
        }
        return EmailMessage(
            subject=_("%(title)s in Närlära") % {"title": line.title},
            body=render_to_string("people/notice_mail.txt", context),
            to=[notice.person.email],
        )


register_mail(EmailChange, _message_of_change)
register_mail(NoticeMail, _message_of_notice)


def claim(mail: QueuedMail) -> bool:
    """Record a try of the e-mail; return False if another worker has claimed it meanwhile."""
    own = type(mail)._default_manager.filter(pk=mail.pk, tries=mail.tries, sent_at__isnull=True)
    return bool(own.update(tries=F("tries") + 1, tried_at=timezone.now()))
