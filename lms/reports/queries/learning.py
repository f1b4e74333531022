"""One person's learning, as those who manage them see it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from lms.attempts.api import Attempt
from lms.records.api import Completion, CompletionStamp
from lms.reports.enums import Standing
from lms.reports.queries.counts import Share
from lms.reports.queries.listing import URGENCY
from lms.reports.queries.reminders import ReminderState, reminder_states
from lms.reports.queries.standings import PersonStanding, employed_in, standings_of
from lms.reports.views.pages import offered_titles
from people.api import Employment, Municipality, Person, Reach, Unit

#: what needs something done, then what is done, then what needs nothing
ORDER = (*URGENCY, Standing.DONE, Standing.NOT_DONE, Standing.EXEMPT, Standing.ON_LEAVE)


@dataclass(frozen=True)
class LearningRow:
    """A module as it stands for the person, with its certificates, the newest first."""

    title: str
    standing: PersonStanding
    completions: list[Completion]
    #: the attempt that is open and not completed
    attempt: Attempt | None
    #: the last reminder from an employer within reach
    reminder: ReminderState | None

    @property
    def results(self) -> list[tuple[Completion, int | None]]:
        """Each completion with its score in per cent."""
        return [(completion, percent_of(completion.score)) for completion in self.completions]


def person_learning(reach: Reach, person: Person, day: dt.date) -> list[LearningRow]:
    """Return what is assigned to `person` within reach, begun, done or exempt; the most urgent first.

    Empty where they are not employed within reach that day.
    """
    titles, standings = _standings(reach, person, day)
    modules = list(standings)
    completions = _completions(reach, person, modules)
    open_attempts = Attempt.objects.filter(person=person, module__in=modules, closed_at=None, completion=None)
    attempts = {attempt.module_id: attempt for attempt in open_attempts}
    states = reminder_states([person.pk], modules, employers=reach.municipalities)
    rows = [
        LearningRow(
            title=titles[module],
            standing=standing,
            completions=completions[module],
            attempt=attempts.get(module),
            reminder=states.get((person.pk, module)),
        )
        for module, standing in standings.items()
    ]
    return sorted(rows, key=_urgency)


def percent_of(score: float | None) -> int | None:
    """Return a score in whole per cent; 100 for everything alone."""
    return None if score is None else Share(round(score * 1000), 1000).percent


def _standings(
    reach: Reach, person: Person, day: dt.date
) -> tuple[dict[int, str], dict[int, PersonStanding]]:
    """Return the titles, and for each module how the person stands in the place that needs it most."""
    titles: dict[int, str] = {}
    found: dict[int, PersonStanding] = {}
    for place in _places(reach, person, day):
        offered = offered_titles(place)
        titles |= offered
        people = list(employed_in(place, day, people=[person.pk]))
        for row in standings_of(people, list(offered), day, every_module=False):
            known = found.get(row.module)
            if known is None or _rank(row) < _rank(known):
                found[row.module] = row
    return titles, found


def _places(reach: Reach, person: Person, day: dt.date) -> Iterator[Unit | Municipality]:
    """Yield the places within reach where the person is employed; no unit below another that is."""
    employments = Employment.objects.on_day(day).filter(person=person).select_related("unit__municipality")
    units = [employment.unit for employment in employments]
    administered = [m for m in reach.administered if any(unit.municipality_id == m.pk for unit in units)]
    yield from administered
    managed = [one for one in reach.managed_units if any(unit.is_within(one) for unit in units)]
    for unit in managed:
        is_below = any(unit.pk != other.pk and unit.is_within(other) for other in managed)
        if unit.municipality not in administered and not is_below:
            yield unit


def _completions(
    reach: Reach, person: Person, modules: Collection[int]
) -> defaultdict[int, list[Completion]]:
    """Return the completions whose certificates the reader may open, by module, the newest first."""
    stamps = CompletionStamp.objects.filter(completion=OuterRef("pk"))
    is_own = Exists(stamps.filter(municipality__in=reach.municipalities))
    rows = Completion.objects.with_end().filter(~Exists(stamps) | is_own, person=person, module__in=modules)
    found: defaultdict[int, list[Completion]] = defaultdict(list)
    for completion in rows.order_by("-achieved_at"):
        found[completion.module_id].append(completion)
    return found


def _rank(row: PersonStanding) -> tuple[int, dt.date]:
    return ORDER.index(row.standing), row.due_on or dt.date.max


def _urgency(row: LearningRow) -> tuple[int, dt.date, str]:
    return *_rank(row.standing), row.title
