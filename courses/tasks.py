"""What is looked after every minute."""

from django.core.management import call_command
from django_tasks import task


@task()
def publish_due_pages() -> None:
    """Publish and take down the pages whose time has come. Run twice, it finds nothing left to do."""
    call_command("publish_scheduled", verbosity=0)
