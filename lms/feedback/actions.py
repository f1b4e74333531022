"""What can be done with reports of faults."""

from __future__ import annotations

import datetime as dt
from functools import partial

from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lms.feedback.enums import FaultKind, ReportState
from lms.feedback.exceptions import ReportIsAnswered
from lms.feedback.models import FaultReport
from lms.feedback.permissions import people_to_notify
from lms.feedback.places import Place
from lms.people.actions import send_notice
from lms.people.enums import NoticeKind
from lms.people.models import Notice, Person

#: what the form and the privacy page say: a report is deleted this long after it was received
KEPT = dt.timedelta(days=365)


@transaction.atomic
def create_report(
    *, kind: FaultKind, message: str, place: Place, email: str = "", language: str = "sv"
) -> FaultReport:
    """Store a report and send a notice to whoever answers for the page. Has no actor: it is anonymous."""
    report = FaultReport.objects.create(
        kind=kind,
        message=message,
        address=place.address,
        place=place.title,
        module=place.module,
        email=email,
        language=language,
    )
    for person in people_to_notify(report):
        _notify(person, report)
    return report


def _notify(person: Person, report: FaultReport) -> None:
    """Send a notice unless one about the same module is unread: many reports are one thing to look at."""
    module = report.module_id or 0
    unread = Notice.objects.unread().filter(person=person, kind=NoticeKind.FAULT_REPORTED)
    if not unread.filter(details__module=module).exists():
        where = report.place or report.address or "Närlära"
        send_notice(NoticeKind.FAULT_REPORTED, person=person, report=report.pk, module=module, where=where)


@transaction.atomic
def answer_report(*, report: FaultReport, answer: str, by: Person) -> FaultReport:
    """Store the answer, and send it when the reporter has left an e-mail address.

    Raise PermissionDenied if `by` may not answer it, ReportIsAnswered if somebody has.
    """
    from lms.feedback.tasks import send_answer  # the task calls an action of this module

    if not FaultReport.objects.answerable_by(by).filter(pk=report.pk).exists():
        raise PermissionDenied
    unanswered = FaultReport.objects.in_state(ReportState.NEW).filter(pk=report.pk)
    if not unanswered.update(answer=answer, answered_by=by, answered_at=timezone.now()):
        raise ReportIsAnswered
    report.refresh_from_db()
    if report.email:
        transaction.on_commit(partial(send_answer.enqueue, report.pk))
    return report


def send_answer_by_email(*, report: FaultReport) -> bool:
    """Send the answer to the address that was left; return whether this call did.

    What was reported is not quoted: anybody may have written it, and left anybody's address.
    """
    if not report.email or not report.answered_at or report.sent_at:
        return False
    with translation.override(report.language):
        subject = _("Answer to what you reported in Närlära")
        text = _(
            "Our answer to what you reported in Närlära on %(day)s:\n\n%(answer)s\n\n"
            "If you are not content with the answer you can report it to the Agency for Digital Government, "
            "Digg: https://www.digg.se/tdosanmalan"
        ) % {"day": date_format(timezone.localtime(report.created_at), "j F Y"), "answer": report.answer}
    EmailMessage(subject, text, to=[report.email]).send()
    return bool(FaultReport.objects.filter(pk=report.pk, sent_at__isnull=True).update(sent_at=timezone.now()))


def delete_old_reports(*, now: dt.datetime | None = None) -> int:
    """Delete reports, answered or not, that were received more than `KEPT` ago; return how many."""
    reports = FaultReport.objects.received_before((now or timezone.now()) - KEPT)
    deleted, _by_model = reports.delete()
    return deleted
