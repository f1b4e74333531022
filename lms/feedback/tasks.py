"""The night's work on reports of faults."""

from django_tasks import task

from lms.feedback.actions import delete_old_reports, send_late_notices


@task()
def send_notices_of_reports() -> int:
    """Send the notices of reports that came beyond the limit; return of how many reports."""
    return send_late_notices()


@task()
def delete_reports() -> int:
    """Delete what is older than the form says, as every night."""
    return delete_old_reports()
