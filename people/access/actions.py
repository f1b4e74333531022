"""The base class of actions: permission, transaction, audit entry and signal, so that none is left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, TypeVar

from django.db import transaction
from django.dispatch import Signal
from django.utils.translation import gettext as _

from people.access.audit import record_audit
from people.enums import AuditKind
from people.exceptions import NotPermitted
from people.models import Municipality, Person

Result = TypeVar("Result")


@dataclass(frozen=True)
class Change(Generic[Result]):
    """The result of an action, with one audit entry for each item of `entries`.

    Without entries the action found nothing to change: no signal is sent.
    """

    result: Result
    entries: Sequence[Entry] = ()
    #: the arguments of the action's signal
    signal: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Entry:
    """The subject of an audit entry: a person, if it is about one, and what its sentence names."""

    person: Person | None = None
    municipality: Municipality | None = None
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Action(Generic[Result]):
    """A write by the person `by`. Its fields are its arguments, all by keyword.

    `run` does it in one transaction: check the permission, execute, add the audit entries, send the signal,
    follow up. A subclass declares `audit` and, where others follow it, `signal`. `by` may be None only where
    the system acts too (`is_of_system`): in commands, imports and tasks, whose permission is not checked.
    """

    by: Person | None
    audit: ClassVar[AuditKind]
    signal: ClassVar[Signal | None] = None
    is_of_system: ClassVar[bool] = False

    def check(self, by: Person) -> None:
        """Raise the package's NotPermitted unless `by` may do it."""
        raise NotImplementedError

    def execute(self) -> Change[Result]:
        """Write, and return what was changed. Raise the package's error for what can't be done."""
        raise NotImplementedError

    def follow_up(self, result: Result) -> None:
        """Run the actions that follow from what was changed, and notify people of it."""

    def run(self) -> Result:
        """Run the action. Raises what `check` and `execute` raise; then nothing is written."""
        with transaction.atomic():
            if self.by is not None:
                self.check(self.by)
            elif not self.is_of_system:
                raise NotPermitted(_("Only a person can do this."))
            change = self.execute()
            for entry in change.entries:
                record_audit(
                    self.audit,
                    person=entry.person,
                    by=self.by,
                    municipality=entry.municipality,
                    **entry.details,
                )
            if change.entries:
                if self.signal is not None:
                    self.signal.send(sender=type(self), **change.signal)
                self.follow_up(change.result)
        return change.result


def action_classes(base: type[Action[Any]] = Action) -> Iterator[type[Action[Any]]]:
    """Yield every imported action."""
    for action in base.__subclasses__():
        yield action
        yield from action_classes(action)
