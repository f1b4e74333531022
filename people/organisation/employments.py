"""Actions on employments and leaves."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from people.access.actions import Action, Change, Entry
from people.access.permissions import reach_of
from people.access.roles import RemoveFormerRoles
from people.enums import AuditKind, NoticeKind
from people.exceptions import EmploymentOverlaps, NotEmployed, NotPermitted, PeriodIsReversed
from people.messages.notices import send_notice
from people.models import Employment, Leave, Municipality, Person, Unit


@dataclass(frozen=True, kw_only=True)
class CreateEmployment(Action[Employment]):
    """Employ a person in a unit from a day, to a day (included) or for the time being.

    `is_new` is for a person created in the same transaction, who is in nobody's reach yet.
    Raises NotPermitted, PeriodIsReversed and EmploymentOverlaps.
    """

    audit = AuditKind.EMPLOYMENT_CREATED
    is_of_system = True

    person: Person
    unit: Unit
    title: str
    valid_from: dt.date
    valid_to: dt.date | None = None
    is_new: bool = False

    def check(self, by: Person) -> None:
        reach = reach_of(by)
        if not reach.covers_unit(self.unit) or not (self.is_new or reach.may_see(self.person)):
            raise NotPermitted(_("You can only employ people in units of your own."))

    def execute(self) -> Change[Employment]:
        employment = Employment(
            person=self.person,
            unit=self.unit,
            title=self.title,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
        )
        _save_without_overlap(employment)
        return Change(employment, [_entry(employment)])

    def follow_up(self, result: Employment) -> None:
        if self.by is not None and self.by.pk != self.person.pk and not self.is_new:
            place = f"{self.unit}, {self.unit.municipality}"
            send_notice(
                NoticeKind.EMPLOYED, person=self.person, by=str(self.by), title=self.title, unit=place
            )


@dataclass(frozen=True, kw_only=True)
class EmploymentAction(Action[Employment]):
    """A change of an employment; roles in a municipality that the person has left are removed."""

    is_of_system = True

    employment: Employment

    def check(self, by: Person) -> None:
        if not reach_of(by).covers_unit(self.employment.unit):
            raise NotPermitted(_("You can only change employments in units of your own."))

    def locked(self) -> Employment:
        """Return the employment as it is stored, under the lock of `_save_without_overlap`."""
        Person.objects.select_for_update().get(pk=self.employment.person_id)
        self.employment.refresh_from_db(fields=["title", "valid_from", "valid_to"])
        return self.employment

    def follow_up(self, result: Employment) -> None:
        RemoveFormerRoles(person=result.person).run()


@dataclass(frozen=True, kw_only=True)
class ChangeEmployment(EmploymentAction):
    """Correct the title or the period. Stamps of earlier completions do not change."""

    audit = AuditKind.EMPLOYMENT_CHANGED

    title: str
    valid_from: dt.date
    valid_to: dt.date | None

    def execute(self) -> Change[Employment]:
        employment = self.locked()
        before = _describe(employment)
        employment.title, employment.valid_from, employment.valid_to = (
            self.title,
            self.valid_from,
            self.valid_to,
        )
        if _describe(employment) == before:
            return Change(employment)
        _save_without_overlap(employment)
        return Change(employment, [_entry(employment, before=before)])


@dataclass(frozen=True, kw_only=True)
class EndEmployment(EmploymentAction):
    """End the employment after `last_day`."""

    audit = AuditKind.EMPLOYMENT_ENDED

    last_day: dt.date

    def execute(self) -> Change[Employment]:
        employment = self.locked()
        if employment.valid_to == self.last_day:
            return Change(employment)
        employment.valid_to = self.last_day
        _save_without_overlap(employment)
        return Change(employment, [_entry(employment)])


@dataclass(frozen=True, kw_only=True)
class SetLeave(Action[Leave]):
    """Record a leave from one employer: the person is not counted in its figures while it lasts.

    Raises NotPermitted, PeriodIsReversed, and NotEmployed where the municipality never employed the person.
    """

    audit = AuditKind.LEAVE_SET
    is_of_system = True

    person: Person
    municipality: Municipality
    valid_from: dt.date
    valid_to: dt.date | None

    def check(self, by: Person) -> None:
        _require_employer_within_reach(self.person, self.municipality, by)

    def execute(self) -> Change[Leave]:
        _refuse_reversed(self.valid_from, self.valid_to)
        if not Employment.objects.in_municipality(self.municipality).filter(person=self.person).exists():
            raise NotEmployed(_("The person does not work in that municipality. Choose another employer."))
        leave = Leave.objects.create(
            person=self.person,
            municipality=self.municipality,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
        )
        period = _period(self.valid_from, self.valid_to)
        return Change(leave, [Entry(self.person, self.municipality, {"period": period})])


@dataclass(frozen=True, kw_only=True)
class EndLeave(Action[None]):
    """End the leave before `day` (today); a leave that has not begun by then is deleted.

    One that has already ended, or is deleted, does not change. Raises NotPermitted for another employer's.
    """

    audit = AuditKind.LEAVE_ENDED
    is_of_system = True

    leave: Leave
    day: dt.date | None = None

    def check(self, by: Person) -> None:
        _require_employer_within_reach(self.leave.person, self.leave.municipality, by)

    def execute(self) -> Change[None]:
        leave = Leave.objects.select_for_update().filter(pk=self.leave.pk).first()
        last_day = (self.day or timezone.localdate()) - dt.timedelta(days=1)
        if leave is None or (leave.valid_to is not None and leave.valid_to <= last_day):
            return Change(None)
        if leave.valid_from > last_day:
            leave.delete()
        else:
            leave.valid_to = last_day
            leave.save(update_fields=["valid_to"])
        period = _period(leave.valid_from, leave.valid_to)
        return Change(None, [Entry(self.leave.person, self.leave.municipality, {"period": period})])


def _entry(employment: Employment, **details: str) -> Entry:
    details["employment"] = _describe(employment)
    return Entry(employment.person, employment.unit.municipality, details)


def _describe(employment: Employment) -> str:
    """Return the title, unit and period, as the audit log stores them."""
    period = _period(employment.valid_from, employment.valid_to)
    return f"{employment.title}, {employment.unit}, {employment.unit.municipality} ({period})"


def _period(valid_from: dt.date, valid_to: dt.date | None) -> str:
    return f"{valid_from}\N{EN DASH}{valid_to or ''}"


def _require_employer_within_reach(person: Person, employer: Municipality, by: Person) -> None:
    if employer not in reach_of(by).employers_of(person):
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
