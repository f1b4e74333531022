"""Actions on assignments and exemptions."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone

from courses.api import Module
from lms.records.exceptions import AlreadyAssigned, NotOfferedHere, NotPermitted
from lms.records.models import Assignment, Exemption
from lms.records.signals import assignment_changed, exemption_changed
from people.api import Municipality, Person, Unit, reach_of, title_key


def create_assignment(
    *, unit: Unit, module: Module, due_on: dt.date, by: Person, title: str = ""
) -> Assignment:
    """Assign `module` to the people employed in the subtree of the unit, with this title if given.

    Raise NotPermitted unless `by` manages the unit or administers its municipality, NotOfferedHere for a
    module of another municipality, and AlreadyAssigned if such an assignment is in force.
    """
    if not reach_of(by).covers_unit(unit):
        raise NotPermitted
    if module.owner_id not in (None, unit.municipality_id):
        raise NotOfferedHere
    try:
        with transaction.atomic():
            # The constraint compares titles as written, and does not cover equivalent titles.
            Unit.objects.select_for_update().get(pk=unit.pk)
            others = Assignment.objects.in_force().filter(unit=unit, module=module)
            if any(title_key(other.title) == title_key(title) for other in others):
                raise AlreadyAssigned
            assignment = Assignment.objects.create(
                unit=unit, module=module, due_on=due_on, title=title, created_by=by
            )
            assignment_changed.send(sender=Assignment, unit=unit)
    except IntegrityError as error:
        raise AlreadyAssigned from error
    return assignment


@transaction.atomic
def withdraw_assignment(*, assignment: Assignment, by: Person) -> None:
    """Withdraw an assignment; idempotent. Raise NotPermitted as `create_assignment` does."""
    if not reach_of(by).covers_unit(assignment.unit):
        raise NotPermitted
    if assignment.withdrawn_at is None:
        assignment.withdrawn_at = timezone.now()
        assignment.save(update_fields=["withdrawn_at"])
        assignment_changed.send(sender=Assignment, unit=assignment.unit)


@transaction.atomic
def create_exemption(
    *,
    person: Person,
    municipality: Municipality,
    module: Module,
    reason: str,
    by: Person,
    valid_from: dt.date,
    valid_to: dt.date | None = None,
) -> Exemption:
    """Exempt a person from a module at one employer, through `valid_to`, or without end if None.

    The module is not required of the person there meanwhile, nor counted in its figures. Raise NotPermitted
    unless `by` reaches the person there today.
    """
    if not reach_of(by).covers_person(person, municipality):
        raise NotPermitted
    exemption = Exemption.objects.create(
        person=person,
        municipality=municipality,
        module=module,
        reason=reason,
        valid_from=valid_from,
        valid_to=valid_to,
        created_by=by,
    )
    exemption_changed.send(sender=Exemption, person=person)
    return exemption


@transaction.atomic
def end_exemption(*, exemption: Exemption, last_day: dt.date, by: Person) -> None:
    """End an exemption on `last_day`. Raise NotPermitted for an exemption of another employer."""
    if not reach_of(by).covers_person(exemption.person, exemption.municipality):
        raise NotPermitted
    exemption.valid_to = max(last_day, exemption.valid_from)
    exemption.save(update_fields=["valid_to"])
    exemption_changed.send(sender=Exemption, person=exemption.person)
