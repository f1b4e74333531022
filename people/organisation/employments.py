"""Actions on employments and leaves."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from people.access.audit import record_audit
from people.access.permissions import reach_of
from people.access.roles import remove_roles_of_former_employers
from people.enums import AuditKind, NoticeKind
from people.exceptions import EmploymentOverlaps, NotEmployed, NotPermitted, PeriodIsReversed
from people.messages.notices import send_notice
from people.models import Employment, Leave, Municipality, Person, Unit


@transaction.atomic
def create_employment(
    *,
    person: Person,
    unit: Unit,
    title: str,
    valid_from: dt.date,
    by: Person | None,
    valid_to: dt.date | None = None,
    is_new: bool = False,
) -> Employment:
    """Employ a person in a unit from a day, to a day (included) or for the time being.

    `is_new` is for a person created in the same transaction, who is in nobody's reach yet.
    Raises NotPermitted, PeriodIsReversed and EmploymentOverlaps.
    """
    if by is not None:
        reach = reach_of(by)
        if not reach.covers_unit(unit) or not (is_new or reach.may_see(person)):
            raise NotPermitted(_("You can only employ people in units of your own."))
    employment = Employment(person=person, unit=unit, title=title, valid_from=valid_from, valid_to=valid_to)
    _save_without_overlap(employment)
    _record(AuditKind.EMPLOYMENT_CREATED, employment, by)
    if by is not None and by.pk != person.pk and not is_new:
        place = f"{unit}, {unit.municipality}"
        send_notice(NoticeKind.EMPLOYED, person=person, by=str(by), title=title, unit=place)
    return employment


@transaction.atomic
def change_employment(
    *,
    employment: Employment,
    title: str,
    valid_from: dt.date,
    valid_to: dt.date | None,
    by: Person | None,
) -> Employment:
    """Correct the title or the period. Stamps of earlier completions do not change."""
    _require_reach(employment, by)
    before = _describe(employment)
    employment.title, employment.valid_from, employment.valid_to = title, valid_from, valid_to
    _save_without_overlap(employment)
    _record(AuditKind.EMPLOYMENT_CHANGED, employment, by, before=before)
    remove_roles_of_former_employers(person=employment.person)
    return employment


@transaction.atomic
def end_employment(*, employment: Employment, last_day: dt.date, by: Person | None) -> Employment:
    """End the employment after `last_day`; roles in a municipality that the person has left are removed."""
    _require_reach(employment, by)
    employment.valid_to = last_day
    _save_without_overlap(employment)
    _record(AuditKind.EMPLOYMENT_ENDED, employment, by)
    remove_roles_of_former_employers(person=employment.person)
    return employment


@transaction.atomic
def set_leave(
    *,
    person: Person,
    municipality: Municipality,
    valid_from: dt.date,
    valid_to: dt.date | None,
    by: Person | None,
) -> Leave:
    """Record a leave from one employer: the person is not counted in its figures while it lasts.

    Raises NotPermitted, PeriodIsReversed, and NotEmployed where the municipality never employed the person.
    """
    _require_employer_within_reach(person, municipality, by)
    _refuse_reversed(valid_from, valid_to)
    if not Employment.objects.in_municipality(municipality).filter(person=person).exists():
        raise NotEmployed(_("The person does not work in that municipality. Choose another employer."))
    return Leave.objects.create(
        person=person, municipality=municipality, valid_from=valid_from, valid_to=valid_to
    )


@transaction.atomic
def end_leave(*, leave: Leave, by: Person | None, day: dt.date | None = None) -> None:
    """End the leave before `day` (today); a leave that has not begun by then is deleted.

    One that has already ended does not change. Raises NotPermitted for another employer's.
    """
    _require_employer_within_reach(leave.person, leave.municipality, by)
    last_day = (day or timezone.localdate()) - dt.timedelta(days=1)
    if leave.valid_to is not None and leave.valid_to <= last_day:
        return
    if leave.valid_from > last_day:
        leave.delete()
    else:
        leave.valid_to = last_day
        leave.save(update_fields=["valid_to"])


def _record(kind: AuditKind, employment: Employment, by: Person | None, **details: str) -> None:
    record_audit(
        kind,
        person=employment.person,
        by=by,
        municipality=employment.unit.municipality,
        employment=_describe(employment),
        **details,
    )


def _describe(employment: Employment) -> str:
    """Return the title, unit and period, as the audit log stores them."""
    period = f"{employment.valid_from}\N{EN DASH}{employment.valid_to or ''}"
    return f"{employment.title}, {employment.unit}, {employment.unit.municipality} ({period})"


def _require_reach(employment: Employment, by: Person | None) -> None:
    if by is not None and not reach_of(by).covers_unit(employment.unit):
        raise NotPermitted(_("You can only change employments in units of your own."))


def _require_employer_within_reach(person: Person, employer: Municipality, by: Person | None) -> None:
    if by is not None and employer not in reach_of(by).employers_of(person):
        raise NotPermitted(_("You can only change people in units of your own."))


def _refuse_reversed(valid_from: dt.date, valid_to: dt.date | None) -> None:
    if valid_to is not None and valid_to < valid_from:
        raise PeriodIsReversed(_("The last day can't be before the first."))


def _save_without_overlap(employment: Employment) -> None:
    """Save under a lock on the person, so that no concurrent call saves an overlapping period."""
    _refuse_reversed(employment.valid_from, employment.valid_to)
    Person.objects.select_for_update().get(pk=employment.person_id)
    others = Employment.objects.filter(person=employment.person_id, unit=employment.unit_id).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=employment.valid_from)
    )
    if employment.valid_to is not None:
        others = others.filter(valid_from__lte=employment.valid_to)
    if others.exclude(pk=employment.pk).exists():
        raise EmploymentOverlaps(_("The person already works in this unit during that period."))
    employment.save()
