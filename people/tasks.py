"""Tasks that send e-mail and delete unconfirmed addresses."""

from django.utils import timezone
from django_tasks import task

from people.messages.email_links import LINK_LIFETIME
from people.messages.queued_mail import send_waiting
from people.models import EmailChange


@task()
def send_queued_mail() -> int:
    """Send the waiting e-mails; return how many were sent. Running it twice sends none again."""
    return send_waiting()


@task()
def delete_unconfirmed_addresses() -> int:
    """Delete the addresses whose link no longer works; return how many there were."""
    deleted, _ = EmailChange.objects.requested_before(timezone.now() - LINK_LIFETIME).delete()
    return deleted
