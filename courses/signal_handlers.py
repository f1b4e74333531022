"""What follows from publishing a page in the CMS."""

from typing import Any

from django.dispatch import receiver
from wagtail.models import Revision
from wagtail.signals import page_published

from courses.actions import freeze_module_version
from courses.models import ModulePage


@receiver(page_published, sender=ModulePage)
def freeze_what_was_published(instance: ModulePage, revision: Revision, **kwargs: Any) -> None:
    """Freeze a version, whichever way the page was published: by hand, on schedule or by a command."""
    freeze_module_version(page=instance, revision=revision)
