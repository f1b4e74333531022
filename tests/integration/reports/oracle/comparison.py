"""Comparison of figures, lists and files with those of the oracle."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lms.learner.queries import learning_of
from lms.reports.exports.rows import people_rows
from lms.reports.periods import Month, Period
from lms.reports.queries.counts import Share, unassigned
from lms.reports.queries.figures import figures_of
from lms.reports.queries.listing import list_page, listed, selection_of
from lms.reports.queries.region import region_figures
from lms.reports.queries.statuses import PersonStatus
from lms.requirements.enums import RequirementStatus
from lms.requirements.remaining import remaining_for
from people.models import Municipality, Person, Unit
from tests.integration.reports.oracle.world import Place, World
from tests.oracle import figures as oracle
from tests.oracle.figures import Oracle, month_ends
from tests.oracle.rows import Rows
from tests.oracle.suppression import Shown, discloses, published


@dataclass
class Comparison:
    """The number of figures compared, and the differences by name."""

    #: numbers compared; those of lists are counted as rows
    figures: int = 0
    rows: int = 0
    differences: list[str] = field(default_factory=list)

    def add(self, name: str, ours: Any, oracles: Any) -> None:
        if isinstance(oracles, dict):
            self.rows += len(oracles)
        else:
            self.figures += len(oracles) if isinstance(oracles, list) else 1
        if ours != oracles:
            self.differences.append(f"{name}: {ours} is {oracles} by the oracle")


def compare(world: World, place: Place, start: Month, end: Month, today: dt.date) -> Comparison:
    """Compare the page, lists and files of a place for a period."""
    found, period, answers = Comparison(), Period(start, end, today), Oracle(Rows.read())
    modules = sorted({version.module_id for version in world.versions})
    chosen = modules[(start.month + end.month) % len(modules)]
    where = f"{place or 'regionen'} {period.day}"
    for name, ours, oracles in _figures(answers, place, period, modules, chosen, world.units[2:5]):
        found.add(f"{where} {name}", ours, oracles)
    if place is not None:
        for name, ours, oracles in _lists(answers, place, period.day, modules, chosen):
            found.add(f"{where} {name}", ours, oracles)
    else:
        for name, ours, oracles in _region(answers, world.municipalities, period, modules, chosen):
            found.add(f"{where} {name}", ours, oracles)
    for name, ours, oracles in _learners(answers, world.people[start.month % 10 :: 10], period):
        found.add(f"{where} {name}", ours, oracles)
    return found


def key_of(place: Place) -> oracle.Place:
    if place is None:
        return None
    return ("u" if isinstance(place, Unit) else "m"), place.pk


Compared = Iterator[tuple[str, Any, Any]]


def _figures(
    answers: Oracle, place: Place, period: Period, modules: list[int], chosen: int, children: list[Unit]
) -> Compared:
    """Yield each number of the page: of everything, and with a module chosen."""
    where, day = key_of(place), period.day
    everything = figures_of(place, period=period, modules=modules, children=children)
    with_module = figures_of(place, period=period, modules=modules, chosen=chosen, children=children)
    yield "ready", _pair(everything.ready), answers.ready(where, day, modules)
    late = {person for module in modules for person in answers.late(where, day, module)}
    yield "late", everything.late, len(late)
    for module in modules:
        figure, before = everything.modules[module], answers.share(where, period.before, module)
        yield f"share {module}", _pair(figure.share), answers.share(where, day, module)
        yield f"before {module}", _pair(figure.before), before
        yield f"late {module}", figure.late, len(answers.late(where, day, module))
        yield f"expiring {module}", figure.expiring, len(answers.expiring(where, day, module))
    week_before = day - dt.timedelta(days=7)
    yield "week", everything.this_week, answers.achieved_in_week(where, day, modules)
    yield "week before", everything.last_week, answers.achieved_in_week(where, week_before, modules)
    weeks = [answers.achieved_in_week(where, each, [chosen]) for each in (day, week_before)]
    yield "weeks of module", [with_module.this_week, with_module.last_week], weeks
    ends = month_ends(period.start.first, day)
    ready = [(end, answers.ready(where, end, modules)) for end in ends]
    yield "trend", [(end, _pair(share)) for end, share in everything.trend], ready
    shares = [(end, answers.share(where, end, chosen)) for end in ends]
    yield "trend of module", [(end, _pair(share)) for end, share in with_module.trend], shares
    for all_of, one in zip(everything.children, with_module.children, strict=True):
        part = key_of(all_of.place)
        yield f"ready in {part}", _pair(all_of.share), answers.ready(part, day, modules)
        yield f"share in {part}", _pair(one.share), answers.share(part, day, chosen)


def _lists(
    answers: Oracle, place: Unit | Municipality, day: dt.date, modules: list[int], chosen: int
) -> Compared:
    """Yield the rows of lists and files, and their numbers by the figures."""
    where, any_status = (
        key_of(place),
        list(RequirementStatus)[(day.toordinal() + chosen) % len(RequirementStatus)],
    )
    exported: dict[tuple[bool, RequirementStatus | None], dict[tuple[int, int], tuple[str, ...]]] = {}
    for listed_modules in (modules, [chosen]):
        is_one = len(listed_modules) == 1
        rows = answers.rows_of(where, day, listed_modules, chosen=is_one)
        for status in dict.fromkeys((None, RequirementStatus.LATE, RequirementStatus.EXPIRING, any_status)):
            ours = _exported(place, day, listed_modules, status, all_modules=not is_one)
            exported[is_one, status] = ours
            some = {key: row for key, row in rows.items() if status in (None, row[0])}
            yield f"file {listed_modules} {status}", ours, some
        if is_one == day.toordinal() % 2:
            pages = all_pages(place, day, listed_modules, any_status, all_modules=not is_one)
            some = {key: row for key, row in rows.items() if row[0] == any_status}
            yield f"list {listed_modules} {any_status}", _cells(pages, listed_modules), some
    yield "unassigned", bool(unassigned([place], day)), answers.is_unassigned(where, day)
    period = Period(Month.of(day), Month.of(day), day)
    everything = figures_of(place, period=period, modules=modules)
    expiring = selection_of(place, day, modules, RequirementStatus.EXPIRING, all_modules=True).read(0, 1)[0]
    yield "number and list of expiring", everything.expiring, expiring
    yield "number and file of expiring", everything.expiring, len(exported[False, RequirementStatus.EXPIRING])
    late = exported[False, RequirementStatus.LATE]
    yield "number and list of late", everything.late, len({person for person, _ in late})
    figure = everything.modules[chosen]
    numbers = [figure.late, figure.expiring]
    yield (
        "numbers and lists of module",
        numbers,
        [
            selection_of(place, day, [chosen], each, all_modules=False).read(0, 1)[0]
            for each in (RequirementStatus.LATE, RequirementStatus.EXPIRING)
        ],
    )
    yield (
        "numbers and files of module",
        numbers,
        [len(exported[True, each]) for each in (RequirementStatus.LATE, RequirementStatus.EXPIRING)],
    )


def all_pages(
    place: Unit | Municipality,
    day: dt.date,
    modules: list[int],
    status: RequirementStatus,
    *,
    all_modules: bool,
) -> list[PersonStatus]:
    """Return the rows of all pages of a list, and assert the number on the first page."""
    rows: list[PersonStatus] = []
    number, pages = 1, 1
    while number <= pages:
        page, some = list_page(
            place, day, modules, status=status, all_modules=all_modules, number=str(number)
        )
        rows += some
        number, pages = number + 1, page.paginator.num_pages
    assert len(rows) == page.paginator.count
    return rows


def _exported(
    place: Unit | Municipality,
    day: dt.date,
    modules: list[int],
    status: RequirementStatus | None,
    *,
    all_modules: bool,
) -> dict[tuple[int, int], tuple[str, ...]]:
    """Return the file's columns after the module by person and module."""
    return _cells(list(listed(place, day, modules, status=status, all_modules=all_modules)), modules)


def _cells(rows: list[PersonStatus], modules: list[int]) -> dict[tuple[int, int], tuple[str, ...]]:
    """Return the columns after the module, as a file has them, by person and module."""
    keys = {str(each.label): each.value for each in RequirementStatus}
    titles: Mapping[int, str] = {module: f"Modul {module}" for module in modules}
    found = {}
    for row, cells in zip(rows, people_rows(rows, titles), strict=True):
        days = ["" if cell is None else cell.isoformat() for cell in cells[6:9]]
        assert (row.employed.person, row.module) not in found
        found[row.employed.person, row.module] = (keys[cells[5]], *days)
    return found


def _region(
    answers: Oracle, municipalities: list[Municipality], period: Period, modules: list[int], chosen: int
) -> Compared:
    """Yield the coordinator's rows: the cells, the totals, and that nothing small follows from them."""
    figures = region_figures(municipalities, period=period, modules=modules, chosen=chosen)
    names = {f"m{municipality.pk}": ("m", municipality.pk) for municipality in municipalities}
    day = period.day
    counts = {module: {n: answers.share(p, day, module) for n, p in names.items()} for module in modules}
    totals = {module: answers.share(None, day, module) for module in modules}
    rows = [(f"region {m}", figures.modules[m], counts[m], totals[m]) for m in modules]
    ready = {name: answers.ready(place, day, modules) for name, place in names.items()}
    rows.append(("region ready", figures.ready, ready, answers.ready(None, day, modules)))
    for end, row in figures.trend:
        cells = {name: answers.share(place, end, chosen) for name, place in names.items()}
        rows.append((f"region {chosen} {end}", row, cells, answers.share(None, end, chosen)))
    for name, row, cells, total in rows:
        shown = {key: _shown(share) for key, share in row.cells.items()}
        cells_shown, total_shown = published(cells, total)
        ours = [*sorted(shown.items()), _shown(row.total)]
        yield name, ours, [*sorted(cells_shown.items()), total_shown]
        yield f"{name} discloses", discloses(cells, shown, _shown(row.total)), False


def _learners(answers: Oracle, people: list[Person], period: Period) -> Compared:
    """Yield what is left to people by their own pages, today's and those of the period's day, and is done."""
    for person in people:
        remaining = {one.module.pk: (one.due_on, one.is_late) for one in remaining_for(person, period.day)}
        yield f"remaining of {person.pk}", remaining, answers.remaining(person.pk, period.day)
        learning = learning_of(person, period.today)
        items = [item for item in (*learning.begun, *learning.remaining) if item.status.requirement]
        shown = {item.module.pk: (item.status.due_on, item.status.is_late) for item in items}
        yield f"page of {person.pk}", shown, answers.remaining(person.pk, period.today)
        done = {one.newest.module_id: (one.is_valid, one.is_ending) for one in learning.done}
        yield f"done by {person.pk}", done, answers.completed(person.pk, period.today)


def _pair(share: Share) -> tuple[int, int]:
    return share.done, share.counted


def _shown(share: Share | None) -> Shown:
    return None if share is None else _pair(share)
