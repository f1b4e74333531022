"""Receivers that enqueue the tasks of requests once the transaction of the request is committed."""

from functools import partial

from django.db import transaction
from django.dispatch import receiver
from django.utils.translation import get_language

from content_import.health.models import HealthReport
from content_import.hosts.models import HostFetch
from content_import.material.models import MaterialImport
from content_import.signals import fetch_requested, health_check_requested, material_import_requested
from content_import.tasks import check_package_health, fetch_from_host, import_material


@receiver(health_check_requested, dispatch_uid="content_import.enqueue_health_check")
def enqueue_health_check(report: HealthReport, **kwargs: object) -> None:
    transaction.on_commit(partial(check_package_health.enqueue, report.pk))


@receiver(fetch_requested, dispatch_uid="content_import.enqueue_fetch")
def enqueue_fetch(fetch: HostFetch, **kwargs: object) -> None:
    transaction.on_commit(partial(fetch_from_host.enqueue, fetch.pk))


@receiver(material_import_requested, dispatch_uid="content_import.enqueue_material")
def enqueue_material_import(material_import: MaterialImport, **kwargs: object) -> None:
    transaction.on_commit(partial(import_material.enqueue, material_import.pk, get_language() or "sv"))
