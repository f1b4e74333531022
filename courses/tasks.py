"""Tasks run every minute."""

from django.core.management import call_command
from django_tasks import task


@task()
def publish_due_pages() -> None:
    """Publish and unpublish pages as scheduled. Idempotent."""
    call_command("publish_scheduled", verbosity=0)
