"""The learning of one person, for their managers."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from lms.attempts.api import Attempt
from lms.records.api import Completion, CompletionStamp
from lms.reports.queries.counts import Share
from lms.reports.queries.listing import URGENCY
from lms.reports.queries.reminders import ReminderState, reminder_states
from lms.reports.queries.statuses import PersonStatus, employed_in, requirement_statuses
from lms.reports.views.pages import offered_titles
from lms.requirements.api import RequirementStatus
from people.api import Employment, Municipality, Person, Reach, Unit

#: statuses that need action, then done, then those that need none
ORDER = (
    *URGENCY,
    RequirementStatus.DONE,
    RequirementStatus.NOT_DONE,
    RequirementStatus.EXEMPT,
    RequirementStatus.ON_LEAVE,
)


@dataclass(frozen=True)
class LearningRow:
    """The status of a module for the person, with its completions, newest first."""

    title: str
    status: PersonStatus
    completions: list[Completion]
    #: the open, uncompleted attempt
    attempt: Attempt | None
    #: the last reminder from an employer within reach
    reminder: ReminderState | None

    @property
    def results(self) -> list[tuple[Completion, int | None]]:
        """Return each completion with its score in per cent."""
        return [(completion, percent_of(completion.score)) for completion in self.completions]


def person_learning(reach: Reach, person: Person, day: dt.date) -> list[LearningRow]:
    """Return the modules assigned to `person` within reach, begun, done or exempt, most urgent first.

    Return an empty list if they are not employed within reach that day.
    """
    titles, statuses = _statuses(reach, person, day)
    modules = list(statuses)
    completions = _completions(reach, person, modules)
    open_attempts = Attempt.objects.filter(person=person, module__in=modules, closed_at=None, completion=None)
    attempts = {attempt.module_id: attempt for attempt in open_attempts}
    states = reminder_states([person.pk], modules, employers=reach.municipalities)
    rows = [
        LearningRow(
            title=titles[module],
            status=status,
            completions=completions[module],
            attempt=attempts.get(module),
            reminder=states.get((person.pk, module)),
        )
        for module, status in statuses.items()
    ]
    return sorted(rows, key=lambda row: (*_rank(row.status), row.title))


def percent_of(score: float | None) -> int | None:
    """Return a score in whole per cent; 100 only for the full score."""
    return None if score is None else Share(round(score * 1000), 1000).percent


def _statuses(reach: Reach, person: Person, day: dt.date) -> tuple[dict[int, str], dict[int, PersonStatus]]:
    """Return the titles, and for each module the most urgent status of the person in any place."""
    titles: dict[int, str] = {}
    statuses: dict[int, PersonStatus] = {}
    for place in _places(reach, person, day):
        offered = offered_titles(place)
        titles |= offered
        people = list(employed_in(place, day, people=[person.pk]))
        for row in requirement_statuses(people, list(offered), day, every_module=False):
            current = statuses.get(row.module)
            if current is None or _rank(row) < _rank(current):
                statuses[row.module] = row
    return titles, statuses


def _places(reach: Reach, person: Person, day: dt.date) -> Iterator[Unit | Municipality]:
    """Yield the places within reach where the person is employed, without units below another of them."""
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
    """Return the completions whose certificates the reader may open, by module, newest first."""
    stamps = CompletionStamp.objects.filter(completion=OuterRef("pk"))
    is_own = Exists(stamps.filter(municipality__in=reach.municipalities))
    rows = Completion.objects.with_end().filter(~Exists(stamps) | is_own, person=person, module__in=modules)
    by_module: defaultdict[int, list[Completion]] = defaultdict(list)
    for completion in rows.order_by("-achieved_at"):
        by_module[completion.module_id].append(completion)
    return by_module


def _rank(row: PersonStatus) -> tuple[int, dt.date]:
    return ORDER.index(row.status), row.due_on or dt.date.max
