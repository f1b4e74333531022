"""What is sent to people outside the site."""

from django_tasks import task

from lms.people.queued_mail import send_waiting


@task()
def send_queued_mail() -> int:
    """Send the e-mails that wait; return how many were. Run twice, it sends none again."""
    return send_waiting()
