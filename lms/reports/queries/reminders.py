"""Outcomes of reminders: the days on which a module was reminded of, opened and finished."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from lms.attempts.api import Attempt, Launch, StepProgress
from lms.records.api import Completion, RemindedModule, Reminder, day_of
from lms.reports.queries.listing import LatePerson
from lms.requirements.api import employer_of, within
from people.api import Employment, Municipality, Unit

#: for how long the list shows people who finished after a reminder, and how many of them
FINISHED_SHOWN_FOR = dt.timedelta(days=60)
FINISHED_SHOWN = 20


#: a person and a module
Pair = tuple[int, int]


@dataclass(frozen=True)
class ReminderState:
    """The last reminder of a person about a module, and the days on which they opened and finished it."""

    reminded: RemindedModule
    opened_on: dt.date | None
    finished_on: dt.date | None

    @property
    def reminder(self) -> Reminder:
        return self.reminded.reminder

    @property
    def key(self) -> Pair:
        return self.reminder.person_id, self.reminded.module_id


@dataclass(frozen=True)
class LateRow:
    """A person in the list of late people, with the reminder state of each module."""

    late: LatePerson
    states: list[ReminderState | None]
    #: no reminder was sent to them within the interval before `day`
    is_remindable: bool
    day: dt.date

    @property
    def next_on(self) -> dt.date | None:
        """Return the day from which a reminder of this place allows the next one.

        None if that is today, and if a reminder of another employer, whose day is not shown, prevents it.
        """
        days = (state.reminder.next_on for state in self.states if state is not None)
        return min((day for day in days if day > self.day), default=None)

    @property
    def lines(self) -> list[tuple[object, ReminderState | None]]:
        return list(zip(self.late.rows, self.states, strict=True))

    @property
    def is_unexplained(self) -> bool:
        """Return True if a reminder that the lines do not show prevents the next one."""
        return not self.is_remindable and self.next_on is None


def reminder_states(
    people: Collection[int], modules: Collection[int], *, employers: Collection[int]
) -> dict[Pair, ReminderState]:
    """Return the last reminder to each of `people` about each of `modules` from any of the employers.

    Six queries, or one if there are no reminders.
    """
    last = RemindedModule.objects.latest_each(employers).filter(
        reminder__person__in=people, module__in=modules
    )
    return {state.key: state for state in _states(last.select_related("reminder__sent_by"))}


def late_rows(
    place: Municipality | Unit, late: Iterable[LatePerson], modules: Collection[int], day: dt.date
) -> list[LateRow]:
    """Return the rows of a page of the list, in the same order, with reminders of this employer only."""
    late = list(late)
    people = {one.employed.person for one in late}
    states = reminder_states(people, modules, employers=[employer_of(place)])
    recent = Reminder.objects.within_interval(day).filter(person__in=people)
    reminded = set(recent.values_list("person", flat=True))
    rows = []
    for one in late:
        own = [states.get((one.employed.person, row.module)) for row in one.rows]
        rows.append(LateRow(one, own, one.employed.person not in reminded, day))
    return rows


def finished_after_reminder(
    place: Municipality | Unit, modules: Collection[int], day: dt.date
) -> list[ReminderState]:
    """Return the reminders of people employed in the place that were followed by a completion.

    Only those of the employer, newest first, with their people loaded.
    """
    employed = Employment.objects.on_day(day).filter(within(place))
    done = Completion.objects.filter(
        person=OuterRef("reminder__person"),
        module=OuterRef("module"),
        achieved_at__gte=OuterRef("reminder__sent_at"),
    )
    last = RemindedModule.objects.latest_each([employer_of(place)]).filter(
        Exists(done),
        reminder__person__in=employed.values("person"),
        module__in=modules,
        reminder__sent_on__gte=day - FINISHED_SHOWN_FOR,
    )
    newest = last.select_related("reminder__person").order_by("-reminder__sent_at", "-pk")
    return _states(newest[:FINISHED_SHOWN])


def _states(reminded: Iterable[RemindedModule]) -> list[ReminderState]:
    reminded = list(reminded)
    if not reminded:
        return []
    sent = {(one.reminder.person_id, one.module_id): one.reminder.sent_at for one in reminded}
    opened, finished = _first_after(sent, _openings(sent)), _first_after(sent, _completions(sent))
    states = []
    for one in reminded:
        pair = one.reminder.person_id, one.module_id
        states.append(ReminderState(one, _day(opened.get(pair)), _day(finished.get(pair))))
    return states


def _openings(sent: Mapping[Pair, dt.datetime]) -> Iterator[tuple[int, int, dt.datetime | None]]:
    """Yield each time at which one of the people started or resumed one of the modules, in no order.

    These are the start of an attempt, each launch, each completed step, and the last activity, which is the
    only record of repeating a step. Reading a page is not recorded.
    """
    pairs_filter, since = _pairs_filter(sent), min(sent.values())
    attempts = Attempt.objects.filter(pairs_filter, active_at__gte=since)
    yield from attempts.values_list("person", "module", "started_at")
    yield from attempts.values_list("person", "module", "active_at")
    of_attempt = "attempt__person", "attempt__module"
    launches = Launch.objects.filter(attempt__in=attempts, started_at__gte=since)
    yield from launches.values_list(*of_attempt, "started_at")
    steps = StepProgress.objects.filter(attempt__in=attempts, done_at__gte=since)
    yield from steps.values_list(*of_attempt, "done_at")


def _completions(sent: Mapping[Pair, dt.datetime]) -> Iterator[tuple[int, int, dt.datetime | None]]:
    completions = Completion.objects.filter(_pairs_filter(sent), achieved_at__gte=min(sent.values()))
    yield from completions.values_list("person", "module", "achieved_at")


def _pairs_filter(sent: Mapping[Pair, dt.datetime]) -> Q:
    return Q(person__in={person for person, _ in sent}, module__in={module for _, module in sent})


def _first_after(
    sent: Mapping[Pair, dt.datetime], moments: Iterable[tuple[int, int, dt.datetime | None]]
) -> dict[Pair, dt.datetime]:
    """Return the first moment of each person and module at or after the reminder."""
    first: dict[Pair, dt.datetime] = {}
    for person, module, moment in moments:
        pair = person, module
        if moment is not None and pair in sent and sent[pair] <= moment:
            first[pair] = min(moment, first.get(pair, moment))
    return first


def _day(moment: dt.datetime | None) -> dt.date | None:
    return day_of(moment) if moment else None
