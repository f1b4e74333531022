"""The base class of actions: permission, transaction, audit entry and signal, so that none is left out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, TypeVar

from django.db import models, transaction
from django.dispatch import Signal
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from people.enums import AuditKind
from people.exceptions import NotPermitted
from people.models import AuditEntry, Municipality, Person


def record_audit(
    kind: AuditKind,
    *,
    person: Person | None,
    by: Person | None,
    municipality: Municipality | None = None,
    **details: str,
) -> AuditEntry:
    """Add an entry, about `person` if given; `details` hold the names and days that its sentence shows."""
    return AuditEntry.objects.create(
        person=person,
        kind=kind,
        by=by,
        by_name=str(by) if by is not None else "",
        municipality=municipality,
        details=details,
    )


Result = TypeVar("Result")


@dataclass(frozen=True)
class Change(Generic[Result]):
    """The result of an action, with one entry of a log for each item of `entries`.

    Without entries the action found nothing to change, or Wagtail has logged it: no signal is sent.
    """

    result: Result
    entries: Sequence[Entry | LogEntry] = ()
    #: the arguments of the action's signal
    signal: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Entry:
    """The subject of an audit entry: a person, if it is about one, and what its sentence names."""

    person: Person | None = None
    municipality: Municipality | None = None
    details: Mapping[str, str] = field(default_factory=dict)

    def record(self, kind: str, by: Person | None) -> None:
        """Add the entry to the audit log."""
        record_audit(
            AuditKind(kind), person=self.person, by=by, municipality=self.municipality, **self.details
        )


@dataclass(frozen=True)
class LogEntry:
    """The subject of an entry in Wagtail's log, where pages, packages and files have their history."""

    instance: models.Model
    data: Mapping[str, Any] = field(default_factory=dict)
    #: further arguments of Wagtail's `log`
    options: Mapping[str, Any] = field(default_factory=dict)

    def record(self, kind: str, by: Person | None) -> None:
        """Add the entry to Wagtail's log."""
        log(self.instance, kind, user=by, data=dict(self.data), **self.options)


@dataclass(frozen=True, kw_only=True)
class Action(ABC, Generic[Result]):
    """A write by the person `by`. Its fields are its arguments, all by keyword.

    `run` does it in one transaction: check the permission, execute, add the audit entries, send the signal,
    follow up. A subclass declares `audit` and, where others follow it, `signal`. `by` may be None only where
    the system acts too (`is_of_system`): in commands, imports and tasks, whose permission is not checked.
    """

    by: Person | None
    #: an AuditKind, or the action in Wagtail's log of what changes content
    audit: ClassVar[str]
    signal: ClassVar[Signal | None] = None
    is_of_system: ClassVar[bool] = False

    @abstractmethod
    def check(self, by: Person) -> None:
        """Raise PermissionDenied or the package's NotPermitted unless `by` may do it."""

    @abstractmethod
    def execute(self) -> Change[Result]:
        """Write, and return what was changed. Raise the package's error for what can't be done."""

    def follow_up(self, result: Result) -> None:
        """Run the actions that follow from what was changed, and notify people of it."""

    def run(self) -> Result:
        """Run the action. If `check`, `execute`, `follow_up` or a receiver raises, nothing is written."""
        with transaction.atomic():
            self.check_actor()
            change = self.execute()
            self.complete(change)
        return change.result

    def check_actor(self) -> None:
        """Raise what `check` raises, and NotPermitted without a person where the system may not act."""
        if self.by is not None:
            self.check(self.by)
        elif not self.is_of_system:
            raise NotPermitted(_("Only a person can do this."))

    def complete(self, change: Change[Result]) -> None:
        """Add the entries, send the signal and follow up, if anything was changed."""
        for entry in change.entries:
            entry.record(self.audit, self.by)
        if change.entries:
            if self.signal is not None:
                self.signal.send(sender=type(self), **change.signal)
            self.follow_up(change.result)
