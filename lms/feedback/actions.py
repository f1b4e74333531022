"""Actions on reports of faults."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lms.feedback.enums import FaultKind, ReportState
from lms.feedback.exceptions import ReportIsAnswered
from lms.feedback.models import AnswerMail, FaultReport
from lms.feedback.permissions import people_to_notify
from lms.feedback.places import Place
from people.api import (
    Action,
    AuditKind,
    Change,
    Entry,
    Notice,
    NoticeKind,
    Person,
    send_notice,
    send_queued_mail,
)

#: a report is deleted this long after receipt, as the form and the privacy page state
RETENTION = dt.timedelta(days=365)


@transaction.atomic
def create_report(
    *,
    kind: FaultKind,
    message: str,
    place: Place,
    email: str = "",
    language: str = "sv",
    sends_notice: bool = True,
) -> FaultReport:
    """Create a report and send a notice to the people responsible for the page. Anonymous, so without actor.

    Without `sends_notice` the notice is sent by `send_late_notices`.
    """
    report = FaultReport.objects.create(
        kind=kind,
        message=message,
        address=place.address,
        place=place.title,
        module=place.module,
        email=email,
        language=language,
    )
    if sends_notice:
        _notify_of(report)
    return report


@transaction.atomic
def send_late_notices() -> int:
    """Send the notices of reports created without one; return the number of reports.

    One notice for all reports of a module.
    """
    waiting, count = FaultReport.objects.without_notice(), 0
    for module in set(waiting.values_list("module", flat=True).distinct()):
        reports = waiting.filter(module=module)
        _notify_of(reports.select_related("module__owner").earliest("created_at", "pk"))
        count += 1 + reports.update(notified_at=timezone.now())
    return count


def _notify_of(report: FaultReport) -> None:
    for person in people_to_notify(report):
        _notify(person, report)
    report.notified_at = timezone.now()
    report.save(update_fields=["notified_at"])


def _notify(person: Person, report: FaultReport) -> None:
    """Send a notice unless one about the same module is unread."""
    module = report.module_id or 0
    unread = Notice.objects.unread().filter(person=person, kind=NoticeKind.FAULT_REPORTED)
    if not unread.filter(details__module=module).exists():
        where = report.place or report.readable_address or "Närlära"
        send_notice(NoticeKind.FAULT_REPORTED, person=person, report=report.pk, module=module, where=where)


@dataclass(frozen=True, kw_only=True)
class AnswerReport(Action[FaultReport]):
    """Store the answer; enqueue an e-mail if the reporter left an address and the server sends mail.

    Raise PermissionDenied if `by` may not answer it, ReportIsAnswered if it has an answer.
    """

    audit = AuditKind.REPORT_ANSWERED

    by: Person
    report: FaultReport
    answer: str

    def check(self, by: Person) -> None:
        if not FaultReport.objects.answerable_by(by).filter(pk=self.report.pk).exists():
            raise PermissionDenied

    def execute(self) -> Change[FaultReport]:
        report = self.report
        unanswered = FaultReport.objects.in_state(ReportState.NEW).filter(pk=report.pk)
        if not unanswered.update(answer=self.answer, answered_by=self.by, answered_at=timezone.now()):
            raise ReportIsAnswered
        report.refresh_from_db()
        return Change(report, [Entry(details={"report": str(report.pk), "place": report.place})])

    def follow_up(self, result: FaultReport) -> None:
        if result.email and settings.EMAIL_HOST:
            AnswerMail.objects.create(report=result)
            transaction.on_commit(send_queued_mail.enqueue)


def delete_old_reports(*, now: dt.datetime | None = None) -> int:
    """Delete reports, answered or not, that were received more than `RETENTION` ago; return how many."""
    reports = FaultReport.objects.received_before((now or timezone.now()) - RETENTION)
    deleted, _by_model = reports.delete()
    return deleted


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
