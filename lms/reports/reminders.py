"""What became of reminders: when somebody was reminded of a module, opened it and finished it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from lms.people.models import Employment, Municipality, Unit
from lms.records.days import day_of
from lms.records.models import Completion, Reminder
from lms.reports.counts import within
from lms.reports.listing import LatePerson
from lms.tracking.models import Attempt

#: how long the list shows who has finished after a reminder, and how many it shows
FINISHED_SHOWN_FOR = dt.timedelta(days=60)
FINISHED_SHOWN = 20


@dataclass(frozen=True)
class ReminderState:
    """The last reminder of a person and a module, and the days on which they opened and finished it."""

    reminder: Reminder
    opened_on: dt.date | None
    finished_on: dt.date | None

    def is_open_to_another(self, day: dt.date) -> bool:
        """Return True when the person may be reminded of the module again on `day`."""
        return self.reminder.next_on <= day


#: person and module -> the last reminder
States = Mapping[tuple[int, int], ReminderState]


@dataclass(frozen=True)
class LateRow:
    """A person of the list of those who are late, with what became of the reminders of each module."""

    late: LatePerson
    states: list[ReminderState | None]
    is_remindable: bool

    @property
    def lines(self) -> list[tuple[object, ReminderState | None]]:
        return list(zip(self.late.rows, self.states, strict=True))


def reminder_states(
    people: Collection[int], modules: Collection[int]
) -> dict[tuple[int, int], ReminderState]:
    """Return the last reminder of each of `people` and `modules` that has one. Three queries, or one."""
    last = Reminder.objects.latest_each().filter(person__in=people, module__in=modules)
    last = last.select_related("sent_by")
    return {(state.reminder.person_id, state.reminder.module_id): state for state in _states(last)}


def late_rows(late: Iterable[LatePerson], modules: Collection[int], day: dt.date) -> list[LateRow]:
    """Return the rows of a page of the list, in its order."""
    late = list(late)
    states = reminder_states({one.employed.person for one in late}, modules)
    return [_late_row(one, states, day) for one in late]


def finished_after_reminder(
    place: Municipality | Unit, modules: Collection[int], day: dt.date
) -> list[ReminderState]:
    """Return the employer's reminders of those employed in the place that were followed by a completion.

    The newest first, with their people loaded. Three queries.
    """
    employer = place.municipality_id if isinstance(place, Unit) else place.pk
    employed = Employment.objects.on_day(day).filter(within(place))
    done = Completion.objects.filter(
        person=OuterRef("person"), module=OuterRef("module"), achieved_at__gte=OuterRef("sent_at")
    )
    last = Reminder.objects.latest_each().filter(
        Exists(done),
        person__in=employed.values("person"),
        module__in=modules,
        municipality=employer,
        sent_on__gte=day - FINISHED_SHOWN_FOR,
    )
    return _states(last.select_related("person").order_by("-sent_at", "-pk")[:FINISHED_SHOWN])


def _late_row(late: LatePerson, states: States, day: dt.date) -> LateRow:
    own = [states.get((late.employed.person, row.module)) for row in late.rows]
    return LateRow(late, own, any(state is None or state.is_open_to_another(day) for state in own))


def _states(reminders: Iterable[Reminder]) -> list[ReminderState]:
    reminders = list(reminders)
    if not reminders:
        return []
    sent = {(reminder.person_id, reminder.module_id): reminder.sent_at for reminder in reminders}
    concerned = Q(person__in={person for person, _ in sent}, module__in={module for _, module in sent})
    since = min(sent.values())
    attempts = Attempt.objects.filter(concerned, active_at__gte=since)
    opened: dict[tuple[int, int], dt.datetime] = {}
    for person, module, *moments in attempts.values_list("person", "module", "started_at", "active_at"):
        _keep_first(opened, sent, (person, module), moments)
    finished: dict[tuple[int, int], dt.datetime] = {}
    completions = Completion.objects.filter(concerned, achieved_at__gte=since)
    for person, module, moment in completions.values_list("person", "module", "achieved_at"):
        _keep_first(finished, sent, (person, module), [moment])
    return [
        ReminderState(
            reminder,
            _day(opened.get((reminder.person_id, reminder.module_id))),
            _day(finished.get((reminder.person_id, reminder.module_id))),
        )
        for reminder in reminders
    ]


def _keep_first(
    found: dict[tuple[int, int], dt.datetime],
    sent: Mapping[tuple[int, int], dt.datetime],
    key: tuple[int, int],
    moments: Iterable[dt.datetime],
) -> None:
    """Keep the first of the moments after the reminder."""
    for moment in moments:
        if key in sent and sent[key] <= moment:
            found[key] = min(moment, found.get(key, moment))


def _day(moment: dt.datetime | None) -> dt.date | None:
    return day_of(moment) if moment else None
