"""Actions that make completions of older module versions expire."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from courses.api import ModuleVersion
from lms.records.models import VersionExpiry
from lms.records.signals import version_expiry_changed
from people.api import Person


@transaction.atomic
def declare_version_expiry(
    *, module_version: ModuleVersion, last_valid_on: dt.date, by: Person | None
) -> VersionExpiry:
    """End the validity of completions of versions before `module_version` on `last_valid_on`.

    A later declaration for the same version replaces the day. The caller checks that `by` may publish the
    module.
    """
    VersionExpiry.objects.in_force().filter(module_version=module_version).update(withdrawn_at=timezone.now())
    expiry = VersionExpiry.objects.create(
        module_version=module_version, last_valid_on=last_valid_on, declared_by=by
    )
    version_expiry_changed.send(sender=VersionExpiry, module=module_version.module)
    return expiry


@transaction.atomic
def withdraw_version_expiry(*, expiry: VersionExpiry) -> None:
    """Restore the validity of older completions; idempotent."""
    changed = VersionExpiry.objects.in_force().filter(pk=expiry.pk).update(withdrawn_at=timezone.now())
    if changed:
        version_expiry_changed.send(sender=VersionExpiry, module=expiry.module_version.module)
