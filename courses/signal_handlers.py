"""Receivers of signals of module pages and files."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models.signals import pre_save
from django.dispatch import receiver
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Revision
from wagtail.signals import page_published

from courses.exceptions import FileInUse
from courses.files.uses import is_published
from courses.layers.publishing import follow_core
from courses.models import ModulePage, Recording
from courses.modules.actions import KeepAsDraft, assign_module, freeze_module_version
from courses.signals import module_page_saving, publishing_refused
from people.api import Person


@receiver(module_page_saving, sender=ModulePage)
def assign_module_before_save(page: ModulePage, **kwargs: Any) -> None:
    """Set the module of a page that is about to be saved. Raises ModuleIsFixed."""
    assign_module(page=page)


@receiver(publishing_refused, sender=ModulePage)
def keep_refused_draft(
    page: ModulePage, revision: Revision, reasons: Sequence[str], by: Person | None, **kwargs: Any
) -> None:
    """Record in the page's history why the revision was not published."""
    KeepAsDraft(page=page, revision=revision, reasons=reasons, by=by).run()


@receiver(page_published, sender=ModulePage)
def freeze_published_version(instance: ModulePage, revision: Revision, **kwargs: Any) -> None:
    """Freeze a version of the module, and merge its local layers with it.

    Also when a page is published on schedule or by a command.
    """
    with transaction.atomic():
        follow_core(version=freeze_module_version(page=instance, revision=revision))


@receiver(pre_save, sender=get_document_model())
@receiver(pre_save, sender=Recording)
@receiver(pre_save, sender=get_image_model())
def refuse_changes_of_used_files(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Raise FileInUse if a file would change while it is in use."""
    stored = sender._default_manager.filter(pk=instance.pk).first() if instance.pk else None
    if stored is not None and stored.file.name != instance.file.name and is_published(stored):
        raise FileInUse(stored.title)
