"""Actions on assignments and exemptions."""

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from courses.api import Module
from lms.records.exceptions import AlreadyAssigned, NotOfferedHere, NotPermitted
from lms.records.models import Assignment, Exemption
from lms.records.queries import module_titles
from lms.records.signals import assignment_changed, exemption_changed
from people.api import Action, AuditKind, Change, Entry, Municipality, Person, Unit, reach_of, title_key


@dataclass(frozen=True, kw_only=True)
class CreateAssignment(Action[Assignment]):
    """Assign `module` to the people employed in the subtree of the unit, with this title if given.

    Raise NotPermitted unless `by` manages the unit or administers its municipality, NotOfferedHere for a
    module of another municipality, and AlreadyAssigned if such an assignment is in force.
    """

    audit = AuditKind.ASSIGNMENT_CREATED
    signal = assignment_changed

    by: Person
    unit: Unit
    module: Module
    due_on: dt.date
    title: str = ""

    def check(self, by: Person) -> None:
        if not reach_of(by).covers_unit(self.unit):
            raise NotPermitted

    def execute(self) -> Change[Assignment]:
        if self.module.owner_id not in (None, self.unit.municipality_id):
            raise NotOfferedHere
        # The constraint compares titles as written, and does not cover equivalent titles.
        Unit.objects.select_for_update().get(pk=self.unit.pk)
        others = Assignment.objects.in_force().filter(unit=self.unit, module=self.module)
        if any(title_key(other.title) == title_key(self.title) for other in others):
            raise AlreadyAssigned
        try:
            with transaction.atomic():
                assignment = Assignment.objects.create(
                    unit=self.unit,
                    module=self.module,
                    due_on=self.due_on,
                    title=self.title,
                    created_by=self.by,
                )
        except IntegrityError as error:
            raise AlreadyAssigned from error
        return Change(assignment, [_assignment_entry(assignment)], {"unit": self.unit})


@dataclass(frozen=True, kw_only=True)
class WithdrawAssignment(Action[None]):
    """Withdraw an assignment; idempotent. Raise NotPermitted as `CreateAssignment` does."""

    audit = AuditKind.ASSIGNMENT_WITHDRAWN
    signal = assignment_changed

    by: Person
    assignment: Assignment

    def check(self, by: Person) -> None:
        if not reach_of(by).covers_unit(self.assignment.unit):
            raise NotPermitted

    def execute(self) -> Change[None]:
        in_force = Assignment.objects.in_force().filter(pk=self.assignment.pk)
        if not in_force.update(withdrawn_at=timezone.now()):
            return Change(None)
        return Change(None, [_assignment_entry(self.assignment)], {"unit": self.assignment.unit})


def _assignment_entry(assignment: Assignment) -> Entry:
    unit = assignment.unit
    path = " › ".join(unit.path_names)
    return Entry(None, unit.municipality, {"module": _title(assignment.module), "unit": path})


def _title(module: Module) -> str:
    return module_titles([module])[module.pk]


@dataclass(frozen=True, kw_only=True)
class CreateExemption(Action[Exemption]):
    """Exempt a person from a module at one employer, through `valid_to`, or without end if None.

    The module is not required of the person there meanwhile, nor counted in its figures. Raise NotPermitted
    unless `by` reaches the person there today.
    """

    audit = AuditKind.EXEMPTION_CREATED
    signal = exemption_changed

    by: Person
    person: Person
    municipality: Municipality
    module: Module
    reason: str
    valid_from: dt.date
    valid_to: dt.date | None = None

    def check(self, by: Person) -> None:
        _require_reach(by, self.person, self.municipality)

    def execute(self) -> Change[Exemption]:
        exemption = Exemption.objects.create(
            person=self.person,
            municipality=self.municipality,
            module=self.module,
            reason=self.reason,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            created_by=self.by,
        )
        return _exemption_change(exemption)


@dataclass(frozen=True, kw_only=True)
class EndExemption(Action[Exemption]):
    """End an exemption on `last_day`. Raise NotPermitted for an exemption of another employer."""

    audit = AuditKind.EXEMPTION_ENDED
    signal = exemption_changed

    by: Person
    exemption: Exemption
    last_day: dt.date

    def check(self, by: Person) -> None:
        _require_reach(by, self.exemption.person, self.exemption.municipality)

    def execute(self) -> Change[Exemption]:
        exemption, last_day = self.exemption, max(self.last_day, self.exemption.valid_from)
        exemption.refresh_from_db(fields=["valid_to"], from_queryset=Exemption.objects.select_for_update())
        if exemption.valid_to == last_day:
            return Change(exemption)
        exemption.valid_to = last_day
        exemption.save(update_fields=["valid_to"])
        return _exemption_change(exemption)


def _require_reach(by: Person, person: Person, municipality: Municipality) -> None:
    if not reach_of(by).covers_person(person, municipality):
        raise NotPermitted


def _exemption_change(exemption: Exemption) -> Change[Exemption]:
    period = f"{exemption.valid_from}\N{EN DASH}{exemption.valid_to or ''}"
    details = {"module": _title(exemption.module), "period": period}
    entry = Entry(exemption.person, exemption.municipality, details)
    return Change(exemption, [entry], {"person": exemption.person})
