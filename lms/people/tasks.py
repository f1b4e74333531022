"""What is sent to people outside the site."""

from django_tasks import task

from lms.people.notice_mail import send_waiting


@task()
def send_notice_mail() -> int:
    """Send the notices that wait as e-mail; return how many were. Run twice, it sends none again."""
    return send_waiting()
