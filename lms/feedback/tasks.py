"""Answers by e-mail, and the deletion of old reports."""

from django.conf import settings
from django_tasks import task

from lms.feedback.actions import delete_old_reports, send_answer_by_email
from lms.feedback.models import FaultReport


@task()
def send_answer(report_id: int) -> bool:
    """Send a report's answer where e-mail is set up; return whether it was sent."""
    report = FaultReport.objects.filter(pk=report_id).first()
    return bool(settings.EMAIL_HOST) and report is not None and send_answer_by_email(report=report)


@task()
def delete_reports() -> int:
    """Delete what is older than the form says, as every night."""
    return delete_old_reports()
