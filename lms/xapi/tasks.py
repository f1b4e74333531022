"""Sending, a little every minute."""

from django.conf import settings
from django_tasks import task

from lms.xapi.collecting import collect_statements
from lms.xapi.delivery.sending import prune_sent, send_waiting


@task(queue_name="slow")
def send_statements() -> int:
    """Make statements of what is new and send what waits; return how many were settled."""
    if not settings.XAPI_ENDPOINT:
        return 0
    collect_statements()
    return send_waiting()


@task(queue_name="slow")
def prune_statements() -> int:
    """Forget what was sent long ago, as every night."""
    return prune_sent()
