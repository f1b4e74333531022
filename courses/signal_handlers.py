"""What follows from publishing a page, or uploading a document, in the CMS."""

from typing import Any

from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Revision
from wagtail.signals import page_published

from courses.exceptions import FileInUse
from courses.files.uses import is_published
from courses.media.actions import store_media_facts
from courses.models import ModulePage
from courses.modules.actions import freeze_module_version


@receiver(page_published, sender=ModulePage)
def freeze_what_was_published(instance: ModulePage, revision: Revision, **kwargs: Any) -> None:
    """Freeze a version, whichever way the page was published: by hand, on schedule or by a command."""
    freeze_module_version(page=instance, revision=revision)


@receiver(post_save, sender=get_document_model())
def keep_media_facts(instance: Any, **kwargs: Any) -> None:
    """Store what the upload form measured of a film or a sound recording."""
    facts = instance.__dict__.pop("media_facts", None)
    if facts is not None:
        store_media_facts(document=instance, facts=facts)


@receiver(pre_save, sender=get_document_model())
@receiver(pre_save, sender=get_image_model())
def keep_files_in_use(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Raise FileInUse if the file of a document or image would change while it is in use."""
    stored = sender._default_manager.filter(pk=instance.pk).first() if instance.pk else None
    if stored is not None and stored.file.name != instance.file.name and is_published(stored):
        raise FileInUse(stored.title)
