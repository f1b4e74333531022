"""Figures of a place, as DESIGN.md defines readiness: who is employed that day, and who of them is done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from lms.reports.periods import Period, week_of
from lms.reports.projection.contributions import ACHIEVED, ANY_MODULE, COUNTED, DONE, EXPIRING, LATE
from lms.reports.projection.sources import Place, consistently, ledger_sums, sums_of
from lms.reports.projection.sums import Sums, Wanted
from lms.reports.queries.counts import Share, done_by_place
from lms.reports.scopes import scope_of
from people.api import Municipality, Unit

#: the measures that a share and who is late are made of
STANDING = (COUNTED, DONE, LATE)


@dataclass(frozen=True)
class ModuleFigure:
    """One module in one place."""

    module: int
    share: Share
    late: int
    expiring: int
    #: the share at the end of the month before the period
    before: Share


@dataclass(frozen=True)
class ChildFigure:
    """A part of the place."""

    place: Municipality | Unit
    #: who is ready, or with one module chosen who has done it
    share: Share


@dataclass(frozen=True)
class PlaceFigures:
    """All that a place's page says in numbers."""

    ready: Share
    modules: dict[int, ModuleFigure]
    this_week: int
    last_week: int
    trend: list[tuple[dt.date, Share]] = field(default_factory=list)
    children: list[ChildFigure] = field(default_factory=list)

    @property
    def late(self) -> int:
        return self.ready.left

    @property
    def expiring(self) -> int:
        return sum(figure.expiring for figure in self.modules.values())


def figures_of(
    place: Place,
    *,
    period: Period,
    modules: Sequence[int],
    children: Sequence[Municipality | Unit] = (),
    chosen: int | None = None,
) -> PlaceFigures:
    """Return the figures of `place` at the end of `period` for `modules`.

    The weeks, the trend and the parts' shares are about the module `chosen`, or about all and who is ready.
    """
    return consistently(lambda: _read(place, period, modules, children, chosen))


def share_in(sums: dict[tuple[str, int, str], int], scope: str, module: int) -> Share:
    """The share of a module, or for `ANY_MODULE` of those who are not late with anything."""
    counted = sums.get((scope, ANY_MODULE, COUNTED), 0)
    if module == ANY_MODULE:
        return Share(counted - sums.get((scope, ANY_MODULE, LATE), 0), counted)
    return Share(sums.get((scope, module, DONE), 0), counted + sums.get((scope, module, COUNTED), 0))


def _read(
    place: Place,
    period: Period,
    modules: Sequence[int],
    children: Sequence[Municipality | Unit],
    chosen: int | None,
) -> PlaceFigures:
    scope, everything = scope_of(place), [ANY_MODULE, *modules]
    week_before = week_of(period.day - dt.timedelta(days=7))[0]
    sums = sums_of([place], modules=everything, since=min(period.before, week_before))
    wanted = Wanted([scope], (*STANDING, EXPIRING), everything)
    now, before = sums.up_to(period.day, wanted), sums.up_to(period.before, wanted)
    achieved = [chosen] if chosen else modules
    return PlaceFigures(
        ready=share_in(now, scope, ANY_MODULE),
        modules={
            module: ModuleFigure(
                module,
                share_in(now, scope, module),
                now[scope, module, LATE],
                now[scope, module, EXPIRING],
                share_in(before, scope, module),
            )
            for module in modules
        },
        this_week=_achieved(sums, scope, achieved, period.day),
        last_week=_achieved(sums, scope, achieved, period.day - dt.timedelta(days=7)),
        trend=_trend(sums, scope, chosen or ANY_MODULE, period.month_ends),
        children=_children(children, period, chosen),
    )


def _achieved(sums: Sums, scope: str, modules: Sequence[int], day: dt.date) -> int:
    first, last = week_of(day)
    return sums.between(first, last, Wanted([scope], [ACHIEVED], modules)).total()


def _trend(sums: Sums, scope: str, module: int, days: Sequence[dt.date]) -> list[tuple[dt.date, Share]]:
    wanted = Wanted([scope], STANDING, sorted({ANY_MODULE, module}))
    found = sums.at_days(days, wanted)
    return [(day, share_in(at_day, scope, module)) for day, at_day in zip(days, found, strict=True)]


def _children(
    children: Sequence[Municipality | Unit], period: Period, chosen: int | None
) -> list[ChildFigure]:
    """Who is ready in each part, or with a module chosen, who has done it."""
    if not children:
        return []
    module = chosen or ANY_MODULE
    modules, scopes = sorted({ANY_MODULE, module}), [scope_of(child) for child in children]
    sums = ledger_sums(children, modules=modules)
    if sums is None and chosen is not None:
        shares = done_by_place(children, module=chosen, day=period.day)
        return [ChildFigure(child, shares[scope_of(child)]) for child in children]
    sums = sums or sums_of(children, modules=modules, since=period.before)
    found = sums.up_to(period.day, Wanted(scopes, STANDING, modules))
    return [ChildFigure(child, share_in(found, scope_of(child), module)) for child in children]
