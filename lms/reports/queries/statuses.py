"""Requirement statuses of people, which are the rows behind each figure."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from lms.attempts.api import Attempt
from lms.records.api import STOCKHOLM, Completion, Exemption
from lms.requirements.api import AssignmentIndex, Facts, RequirementStatus, employer_of, extend_due, within
from people.api import Employment, Leave, Municipality, Unit

#: people employed for this many days or fewer are marked as new
NEW_DAYS = 30


@dataclass(slots=True)
class Employed:
    """A person employed in a place on a day, with units and titles within the place only."""

    person: int
    #: the municipality; all employments in a place have the same
    employer: int
    first_name: str
    last_name: str
    units: list[str]
    titles: list[str]
    employed_from: dt.date
    on_leave: bool
    #: module -> due day
    due: dict[int, dt.date]

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def unit(self) -> str:
        return ", ".join(dict.fromkeys(self.units))

    @property
    def title(self) -> str:
        return ", ".join(dict.fromkeys(self.titles))


@dataclass(slots=True)
class PersonStatus:
    """The status of one person for one module."""

    employed: Employed
    module: int
    status: RequirementStatus
    due_on: dt.date | None
    achieved_on: dt.date | None
    valid_to: dt.date | None


def employed_people(place: Municipality | Unit, day: dt.date) -> QuerySet[Employment, tuple[int, str, str]]:
    """Return the key, last name and first name of each person employed in the place on `day`, by name."""
    return (
        Employment.objects.on_day(day)
        .filter(within(place))
        .order_by("person__last_name", "person__first_name", "person")
        .values_list("person", "person__last_name", "person__first_name")
        .distinct()
    )


def employed_in(
    place: Municipality | Unit, day: dt.date, *, people: Collection[int] | None = None
) -> Iterator[Employed]:
    """Yield the people employed in the place on `day`, on leave or not, by name.

    Limited to `people` if given. Three queries. Rows are streamed, so that a large place is never in
    memory as a whole.
    """
    assignments = AssignmentIndex()
    employer = employer_of(place)
    leaves = Leave.objects.on_day(day).filter(municipality=employer)
    employments = Employment.objects.on_day(day).filter(within(place))
    if people is not None:
        leaves = leaves.filter(person__in=people)
        employments = employments.filter(person__in=people)
    on_leave = set(leaves.values_list("person", flat=True))
    rows = employments.order_by(
        "person__last_name", "person__first_name", "person", "unit__name", "unit"
    ).values_list(
        "person",
        "person__first_name",
        "person__last_name",
        "unit__name",
        "unit__path",
        "title",
        "valid_from",
    )
    employed: Employed | None = None
    for person, first_name, last_name, unit, path, title, valid_from in rows.iterator(2000):
        if employed is None or employed.person != person:
            if employed is not None:
                yield employed
            is_on_leave = person in on_leave
            employed = Employed(person, employer, first_name, last_name, [], [], valid_from, is_on_leave, {})
        employed.units.append(unit)
        employed.titles.append(title)
        employed.employed_from = min(valid_from, employed.employed_from)
        for module, due in assignments.of(path, title, valid_from).items():
            due_on = dt.date.fromordinal(due)
            employed.due[module] = min(due_on, employed.due.get(module, due_on))
    if employed is not None:
        yield employed


def requirement_statuses(
    people: Collection[Employed], modules: Collection[int], day: dt.date, *, every_module: bool = True
) -> Iterator[PersonStatus]:
    """Yield the status of each of `people` for each of `modules` on `day`, in their order. Three queries.

    Without `every_module` only for modules assigned to a person, begun, done or exempt.
    """
    by_id = {employed.person for employed in people}
    latest = _latest(by_id, modules, day)
    exempt = set(
        Exemption.objects.on_day(day)
        .filter(person__in=by_id, module__in=modules)
        .values_list("person", "municipality", "module")
    )
    begun = _begun(by_id, modules, day)
    for employed in people:
        due, done = employed.due, latest.get(employed.person, {})
        for module in modules:
            key = (employed.person, module)
            is_exempt = (employed.person, employed.employer, module) in exempt
            concerns = module in due or module in done or key in begun or is_exempt
            if not every_module and not concerns:
                continue
            achieved_on, last_valid_on = done.get(module, (None, None))
            due_on = due.get(module)
            facts = Facts(due_on, last_valid_on, employed.on_leave, is_exempt, key in begun)
            due_on = due_on and extend_due(due_on, last_valid_on)
            yield PersonStatus(
                employed, module, facts.status_on(day), _ending(due_on), achieved_on, _ending(last_valid_on)
            )


def _ending(day: dt.date | None) -> dt.date | None:
    """Return the day, or None for `date.max`."""
    return None if day == dt.date.max else day


def _begun(people: Collection[int], modules: Collection[int], day: dt.date) -> set[tuple[int, int]]:
    """Return (person, module) of the attempts that were open and not completed at the end of `day`."""
    return set(begun_attempts(modules, day).filter(person__in=people).values_list("person", "module"))


def begun_attempts(modules: Collection[int], day: dt.date) -> QuerySet[Attempt]:
    """Return the attempts that were open and not completed at the end of `day`."""
    after = timezone.make_aware(
        dt.datetime.combine(day + dt.timedelta(days=1), dt.time()), timezone=STOCKHOLM
    )
    is_open = Q(closed_at__isnull=True) | Q(closed_at__gte=after)
    is_left = Q(completion__isnull=True) | Q(completion__achieved_on__gt=day)
    return Attempt.objects.filter(is_open, is_left, module__in=modules, started_at__lt=after)


def _latest(
    people: Collection[int], modules: Collection[int], day: dt.date
) -> dict[int, dict[int, tuple[dt.date, dt.date]]]:
    """Return person -> module -> last day achieved and last valid day (`date.max` without end)."""
    completions = Completion.objects.with_end()
    rows = completions.filter(person__in=people, module__in=modules, achieved_on__lte=day)
    latest_by_person: dict[int, dict[int, tuple[dt.date, dt.date]]] = defaultdict(dict)
    values = rows.values_list("person", "module", "achieved_on", "ends_on")  # type: ignore[misc]  # an annotation
    for person, module, achieved_on, valid in values:
        latest = latest_by_person[person]
        if module in latest:
            latest[module] = (max(latest[module][0], achieved_on), max(latest[module][1], valid))
        else:
            latest[module] = (achieved_on, valid)
    return latest_by_person
