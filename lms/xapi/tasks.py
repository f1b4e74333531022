"""Background tasks of the delivery of statements."""

from django.conf import settings
from django_tasks import task

from lms.xapi.collecting import collect_statements
from lms.xapi.delivery.sending import prune_sent, send_waiting


@task(queue_name="slow")
def send_statements() -> int:
    """Create new statements and send waiting ones; return how many were sent or refused."""
    if not settings.XAPI_ENDPOINT:
        return 0
    collect_statements()
    return send_waiting()


@task(queue_name="slow")
def prune_statements() -> int:
    """Delete old sent statements, as every night."""
    return prune_sent()
