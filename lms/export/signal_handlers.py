"""Receivers that enqueue the tasks of requests once the transaction of the request is committed."""

from functools import partial

from django.db import transaction
from django.dispatch import receiver

from lms.export.models import ModuleExport
from lms.export.signals import export_requested
from lms.export.tasks import build_export


@receiver(export_requested, dispatch_uid="lms.export.enqueue_build")
def enqueue_build(export: ModuleExport, **kwargs: object) -> None:
    transaction.on_commit(partial(build_export.enqueue, export.pk))
