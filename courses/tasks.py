"""Tasks run every minute and every night."""

from django.core.management import call_command
from django.utils import timezone
from django_tasks import task

from courses.layers.reminders import send_layer_notices
from courses.review import reminders


@task()
def publish_due_pages() -> None:
    """Publish and unpublish pages as scheduled. Idempotent."""
    call_command("publish_scheduled", verbosity=0)


@task()
def send_review_notices() -> int:
    """Send the notices of reviews that are due; return how many. Running it twice sends none again."""
    return reminders.send_review_notices(day=timezone.localdate())


@task()
def remind_of_pending_layers() -> int:
    """Send the notices of local content that waits; return how many. Running it twice sends none again."""
    return send_layer_notices()
