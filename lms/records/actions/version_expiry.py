"""Actions that make completions of older module versions expire."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from courses.api import Module, ModulePage, ModuleVersion
from lms.records.exceptions import NotPermitted
from lms.records.models import VersionExpiry
from lms.records.signals import version_expiry_changed
from people.api import Action, AuditKind, Change, Entry, Person


@dataclass(frozen=True, kw_only=True)
class DeclareVersionExpiry(Action[VersionExpiry]):
    """End the validity of completions of versions before `module_version` on `last_valid_on`.

    A later declaration for the same version replaces the day; repeating one changes nothing. Raise
    NotPermitted unless `by` may publish a page of the module.
    """

    audit = AuditKind.VERSION_EXPIRY_DECLARED
    signal = version_expiry_changed
    is_of_system = True

    module_version: ModuleVersion
    last_valid_on: dt.date

    def check(self, by: Person) -> None:
        _require_publisher(self.module_version.module, by)

    def execute(self) -> Change[VersionExpiry]:
        version = self.module_version
        in_force = VersionExpiry.objects.in_force().filter(module_version=version)
        for same in in_force.filter(last_valid_on=self.last_valid_on):
            return Change(same)
        in_force.update(withdrawn_at=timezone.now())
        expiry = VersionExpiry.objects.create(
            module_version=version, last_valid_on=self.last_valid_on, declared_by=self.by
        )
        entry = Entry(details={"module": version.title, "day": str(self.last_valid_on)})
        return Change(expiry, [entry], {"module": version.module})


@dataclass(frozen=True, kw_only=True)
class WithdrawVersionExpiry(Action[None]):
    """Restore the validity of older completions; idempotent. Raise NotPermitted as above."""

    audit = AuditKind.VERSION_EXPIRY_WITHDRAWN
    signal = version_expiry_changed
    is_of_system = True

    expiry: VersionExpiry

    def check(self, by: Person) -> None:
        _require_publisher(self.expiry.module_version.module, by)

    def execute(self) -> Change[None]:
        in_force = VersionExpiry.objects.in_force().filter(pk=self.expiry.pk)
        if not in_force.update(withdrawn_at=timezone.now()):
            return Change(None)
        version = self.expiry.module_version
        return Change(None, [Entry(details={"module": version.title})], {"module": version.module})


def _require_publisher(module: Module, by: Person) -> None:
    pages = ModulePage.objects.filter(module=module)
    if not any(page.permissions_for_user(by).can_publish() for page in pages):
        raise NotPermitted
