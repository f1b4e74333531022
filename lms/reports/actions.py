"""Reminding those who are late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from lms.people.actions import send_by_mail, send_notice
from lms.people.enums import NoticeKind
from lms.people.models import Municipality, Notice, Person, Unit
from lms.people.permissions import reach_of
from lms.records.exceptions import OutsideReach
from lms.records.models import Reminder
from lms.reports.listing import late_people
from lms.reports.pages import offered_titles


@dataclass(frozen=True)
class Reminded:
    """How many people were reminded, how many of them by e-mail too, and how many were left out."""

    people: int
    mailed: int
    left_out: int


@transaction.atomic
def remind_late(
    *, place: Municipality | Unit, people: Collection[int], by: Person, module: int | None = None
) -> Reminded:
    """Remind those of `people` who are late in the place, with one notice each for all that is late.

    With `module` of that one alone. Left out is who is not employed in the place or not late any more, and
    who was reminded of the same modules within `REMINDER_INTERVAL`, by whomever. Raises OutsideReach where
    `by` does not see the place's people.
    """
    _require_reach(place, by)
    day = timezone.localdate()
    # A lock on each person, lest two managers at once both find that nobody was reminded.
    locked = Person.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk").in_bulk()
    titles = offered_titles(place)
    modules = [key for key in titles if module in (None, key)]
    last = _last_reminders(locked, modules)
    notices: list[Notice] = []
    reminders: list[Reminder] = []
    for late in late_people(place, day, modules, people=locked):
        person = locked[late.employed.person]
        due = [row.module for row in late.rows if _is_due(last.get((person.pk, row.module)), day)]
        if due:
            words = ", ".join(titles[key] for key in due)
            notices.append(send_notice(NoticeKind.REMINDER, person=person, by=str(by), modules=words))
            reminders += [_reminder(person, key, late.employed.employer, by, day, last) for key in due]
    Reminder.objects.bulk_create(reminders)
    mailed = send_by_mail(notices=notices)
    return Reminded(len(notices), mailed, len(set(people)) - len(notices))


def _require_reach(place: Municipality | Unit, by: Person) -> None:
    reach = reach_of(by)
    may = reach.covers_unit(place) if isinstance(place, Unit) else reach.covers_municipality(place)
    if not may:
        raise OutsideReach


def _last_reminders(people: Collection[int], modules: Collection[int]) -> dict[tuple[int, int], Reminder]:
    last = Reminder.objects.latest_each().filter(person__in=people, module__in=modules)
    return {(reminder.person_id, reminder.module_id): reminder for reminder in last}


def _is_due(last: Reminder | None, day: dt.date) -> bool:
    return last is None or last.next_on <= day


def _reminder(
    person: Person,
    module: int,
    employer: int,
    by: Person,
    day: dt.date,
    last: dict[tuple[int, int], Reminder],
) -> Reminder:
    follows = last.get((person.pk, module))
    return Reminder(
        person=person,
        module_id=module,
        municipality_id=employer,
        sent_by=by,
        sent_on=day,
        follows=follows,
        not_before=follows.next_on if follows else None,
    )
