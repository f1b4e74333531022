"""Nightly tasks of reports of faults."""

from django_tasks import task

from lms.feedback.actions import delete_old_reports, send_late_notices


@task()
def send_notices_of_reports() -> int:
    """Send the notices of reports beyond the rate limit; return the number of reports."""
    return send_late_notices()


@task()
def delete_reports() -> int:
    """Delete reports past their retention time, as every night."""
    return delete_old_reports()
