"""How people stand with modules: the list behind each figure."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from lms.attempts.api import Attempt
from lms.records.api import STOCKHOLM, Completion, Exemption
from lms.reports.enums import Standing
from lms.reports.projection.contributions import EXPIRING_DAYS
from lms.reports.projection.inputs import Asked
from lms.reports.queries.counts import within
from people.api import Employment, Leave, Municipality, Unit

#: who began this many days ago or less is told apart as new
NEW_DAYS = 30


@dataclass(slots=True)
class Employed:
    """A person as employed in a place on a day; where and as what, within the place alone."""

    person: int
    #: the municipality: all employments in a place are of the same
    employer: int
    first_name: str
    last_name: str
    units: list[str]
    titles: list[str]
    employed_from: dt.date
    on_leave: bool
    #: module -> the last day in time
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
class PersonStanding:
    """One person and one module."""

    employed: Employed
    module: int
    standing: Standing
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
    """Yield who is employed in the place on `day`, on leave or not, by name; of `people` alone when given.

    Three queries. Read from the database as they are taken, so that a large place is never in memory as a
    whole.
    """
    asked = Asked()
    employer = place.municipality_id if isinstance(place, Unit) else place.pk
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
            is_away = person in on_leave
            employed = Employed(person, employer, first_name, last_name, [], [], valid_from, is_away, {})
        employed.units.append(unit)
        employed.titles.append(title)
        employed.employed_from = min(valid_from, employed.employed_from)
        for module, due in asked.of(path, title, valid_from).items():
            due_on = dt.date.fromordinal(due)
            employed.due[module] = min(due_on, employed.due.get(module, due_on))
    if employed is not None:
        yield employed


def standings_of(
    people: Collection[Employed], modules: Collection[int], day: dt.date, *, every_module: bool = True
) -> Iterator[PersonStanding]:
    """Yield how each of `people` stands with each of `modules` on `day`, in their order. Three queries.

    Without `every_module` only with what is assigned to a person, begun, done or exempt.
    """
    by_id = {employed.person for employed in people}
    latest = _latest(by_id, modules, day)
    exempt = set(
        Exemption.objects.on_day(day)
        .filter(person__in=by_id, module__in=modules)
        .values_list("person", "municipality", "module")
    )
    begun = _begun(by_id, modules, day)
    soon = day + dt.timedelta(days=EXPIRING_DAYS)
    for employed in people:
        due, done = employed.due, latest.get(employed.person, {})
        for module in modules:
            key = (employed.person, module)
            is_exempt = (employed.person, employed.employer, module) in exempt
            concerns = module in due or module in done or key in begun or is_exempt
            if not every_module and not concerns:
                continue
            achieved_on, valid_to = done.get(module, (None, None))
            due_on = due.get(module)
            last_day = None if valid_to == dt.date.max else valid_to
            if due_on is not None and last_day is not None:
                due_on = max(due_on, last_day)
            if employed.on_leave:
                standing = Standing.ON_LEAVE
            elif is_exempt:
                standing = Standing.EXEMPT
            elif valid_to is not None and valid_to >= day:
                standing = Standing.EXPIRING if valid_to <= soon else Standing.DONE
            else:
                standing = _not_done(due_on, day, has_begun=key in begun)
            due_on = None if due_on == dt.date.max else due_on
            yield PersonStanding(employed, module, standing, due_on, achieved_on, last_day)


def _not_done(due_on: dt.date | None, day: dt.date, *, has_begun: bool) -> Standing:
    if due_on is not None and due_on < day:
        return Standing.LATE
    if has_begun:
        return Standing.BEGUN
    return Standing.NOT_DONE if due_on is None else Standing.REMAINS


def _begun(people: Collection[int], modules: Collection[int], day: dt.date) -> set[tuple[int, int]]:
    """Return person and module of the attempts that were open and not completed at the end of `day`."""
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
    """Person -> module -> the last day achieved and the last valid day (`date.max` without end)."""
    completions = Completion.objects.with_end()
    rows = completions.filter(person__in=people, module__in=modules, achieved_on__lte=day)
    found: dict[int, dict[int, tuple[dt.date, dt.date]]] = defaultdict(dict)
    told = rows.values_list("person", "module", "achieved_on", "ends_on")  # type: ignore[misc]  # an annotation
    for person, module, achieved_on, valid in told:
        known = found[person]
        if module in known:
            known[module] = (max(known[module][0], achieved_on), max(known[module][1], valid))
        else:
            known[module] = (achieved_on, valid)
    return found
