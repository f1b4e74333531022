"""The e-mail with the answer to a report."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lms.feedback.models.reports import AnswerMail


def message_of_answer(mail: AnswerMail) -> EmailMessage:
    """Return the e-mail in the language of the reporter.

    The report is not quoted, since anybody may have written it and entered the address of somebody else.
    """
    report = mail.report
    with translation.override(report.language):
        subject = _("Answer to what you reported in Närlära")
        answer = _(
            "Our answer to what you reported in Närlära on %(day)s:\n\n%(answer)s\n\n"
            "If you are not content with the answer you can report it to the Agency for Digital Government, "
            "Digg: https://www.digg.se/tdosanmalan"
        ) % {"day": date_format(timezone.localtime(report.created_at), "j F Y"), "answer": report.answer}
        again = _("You cannot reply to this e-mail. If something is still wrong, report it here: %(url)s") % {
            "url": f"{settings.SITE_ORIGIN}{reverse('feedback:report_fault')}"
        }
        text = "\n\n".join([_("Hello!"), answer, again])
    return EmailMessage(subject, text, to=[report.email])
