"""Declaring that a new version of a module makes older completions due again."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from courses.api import ModuleVersion
from lms.records.models import Renewal
from lms.records.signals import renewal_changed
from people.api import Person


@transaction.atomic
def declare_renewal(*, module_version: ModuleVersion, last_valid_on: dt.date, by: Person | None) -> Renewal:
    """Let what was completed before `module_version` hold until `last_valid_on` and no longer.

    Declared again for the same version, the day is the new one. Whether `by` may publish the module is the
    caller's to ask.
    """
    Renewal.objects.in_force().filter(module_version=module_version).update(withdrawn_at=timezone.now())
    renewal = Renewal.objects.create(
        module_version=module_version, last_valid_on=last_valid_on, declared_by=by
    )
    renewal_changed.send(sender=Renewal, module=module_version.module)
    return renewal


@transaction.atomic
def withdraw_renewal(*, renewal: Renewal) -> None:
    """Let older completions hold as if nothing had been declared; done twice it changes nothing more."""
    changed = Renewal.objects.in_force().filter(pk=renewal.pk).update(withdrawn_at=timezone.now())
    if changed:
        renewal_changed.send(sender=Renewal, module=renewal.module_version.module)
