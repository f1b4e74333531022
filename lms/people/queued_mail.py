"""E-mails that wait: sent by the task queue, again after a failure, one at a time."""

from __future__ import annotations

import datetime as dt
import logging
from smtplib import SMTPException, SMTPServerDisconnected

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from lms.people.email_links import LINK_LIFETIME, confirmation_url
from lms.people.models import EmailChange, NoticeMail
from lms.people.notice_texts import shown_notices

logger = logging.getLogger(__name__)

#: an e-mail that failed, or whose worker was killed, is tried again after this, at most so often
RETRY_AFTER = dt.timedelta(minutes=30)
MOST_TRIES = 5
MAILS_A_RUN = 500

Mail = EmailChange | NoticeMail


def send_waiting() -> int:
    """Send what waits; return how many were sent.

    Stops where the server can't be reached, which counts as a try of one e-mail at most.
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


def _waiting() -> list[Mail]:
    """Return the e-mails to send: links to confirm first, for which somebody waits."""
    tried_before = timezone.now() - RETRY_AFTER
    changes = EmailChange.objects.waiting(tried_before=tried_before, most_tries=MOST_TRIES)
    notices = NoticeMail.objects.waiting(tried_before=tried_before, most_tries=MOST_TRIES)
    return [
        *changes.order_by("pk")[:MAILS_A_RUN],
        *notices.select_related("notice__person").order_by("pk")[:MAILS_A_RUN],
    ]


def _send(mail: Mail, connection: BaseEmailBackend) -> bool:
    """Send the e-mail and note it; False where the server refuses this one."""
    try:
        message_of(mail, connection).send()
    except SMTPServerDisconnected:
        raise
    except SMTPException as error:
        logger.warning("The e-mail of %s %s was refused: %s", mail._meta.verbose_name, mail.pk, error)
        return False
    type(mail).objects.filter(pk=mail.pk).update(sent_at=timezone.now())
    return True


def message_of(mail: Mail, connection: BaseEmailBackend) -> EmailMessage:
    """Return the e-mail in the site's language."""
    with translation.override(settings.LANGUAGE_CODE):
        if isinstance(mail, EmailChange):
            return _message_of_change(mail, connection)
        return _message_of_notice(mail, connection)


def _message_of_change(change: EmailChange, connection: BaseEmailBackend) -> EmailMessage:
    """Return the link that confirms the address; it names nobody, since the address may be mistyped."""
    context = {"url": confirmation_url(change), "days": LINK_LIFETIME.days}
    return EmailMessage(
        subject=_("Confirm your e-mail address in Närlära"),
        body=render_to_string("people/email_confirmation.txt", context),
        to=[change.address],
        connection=connection,
    )


def _message_of_notice(mail: NoticeMail, connection: BaseEmailBackend) -> EmailMessage:
    """Return the notice, with a link to the next step."""
    shown = next(iter(shown_notices([mail.notice])))
    context = {
        "name": mail.notice.person.first_name,
        "text": shown.text,
        "link": shown.link,
        "url": f"{settings.SITE_ORIGIN}{shown.url}",
    }
    return EmailMessage(
        subject=_("%(title)s in Närlära") % {"title": shown.title},
        body=render_to_string("people/notice_mail.txt", context),
        to=[mail.notice.person.email],
        connection=connection,
    )


def claim(mail: Mail) -> bool:
    """Note that the e-mail is tried now; False where another worker has done so meanwhile."""
    own = type(mail).objects.filter(pk=mail.pk, tries=mail.tries, sent_at__isnull=True)
    return bool(own.update(tries=F("tries") + 1, tried_at=timezone.now()))
