"""Figures of a place, by the definition of readiness in DESIGN.md: done, of those employed that day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from lms.reports.periods import Period, week_of
from lms.reports.projection.contributions import ACHIEVED, ANY_MODULE, COUNTED, DONE, EXPIRING, LATE, scope_of
from lms.reports.projection.sources import Place, consistently, ledger_totals, totals_of
from lms.reports.projection.totals import MeasureQuery, MeasureTotals
from lms.reports.queries.counts import Share, done_by_place
from people.api import Municipality, Unit

#: the measures of a share and of the number of late people
SHARE_MEASURES = (COUNTED, DONE, LATE)


@dataclass(frozen=True)
class ModuleFigure:
    """The figures of one module in one place."""

    module: int
    share: Share
    late: int
    expiring: int
    #: the share at the end of the month before the period
    before: Share


@dataclass(frozen=True)
class ChildFigure:
    """The share of a part of the place."""

    place: Municipality | Unit
    #: of people who are ready, or who have done the chosen module
    share: Share


@dataclass(frozen=True)
class PlaceFigures:
    """All figures of the page of a place."""

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

    The weeks, the trend and the shares of parts are of the module `chosen`, or else of readiness.
    """
    return consistently(lambda: _read(place, period, modules, children, chosen))


def share_in(totals: dict[tuple[str, int, str], int], scope: str, module: int) -> Share:
    """Return the share of a module, or for `ANY_MODULE` of people who are late with nothing."""
    counted = totals.get((scope, ANY_MODULE, COUNTED), 0)
    if module == ANY_MODULE:
        return Share(counted - totals.get((scope, ANY_MODULE, LATE), 0), counted)
    return Share(totals.get((scope, module, DONE), 0), counted + totals.get((scope, module, COUNTED), 0))


def _read(
    place: Place,
    period: Period,
    modules: Sequence[int],
    children: Sequence[Municipality | Unit],
    chosen: int | None,
) -> PlaceFigures:
    scope, everything = scope_of(place), [ANY_MODULE, *modules]
    week_before = week_of(period.day - dt.timedelta(days=7))[0]
    totals = totals_of([place], modules=everything, since=min(period.before, week_before))
    query = MeasureQuery([scope], (*SHARE_MEASURES, EXPIRING), everything)
    now, before = totals.up_to(period.day, query), totals.up_to(period.before, query)
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
        this_week=_achieved(totals, scope, achieved, period.day),
        last_week=_achieved(totals, scope, achieved, period.day - dt.timedelta(days=7)),
        trend=_trend(totals, scope, chosen or ANY_MODULE, period.month_ends),
        children=_children(children, period, chosen),
    )


def _achieved(totals: MeasureTotals, scope: str, modules: Sequence[int], day: dt.date) -> int:
    first, last = week_of(day)
    return totals.between(first, last, MeasureQuery([scope], [ACHIEVED], modules)).total()


def _trend(
    totals: MeasureTotals, scope: str, module: int, days: Sequence[dt.date]
) -> list[tuple[dt.date, Share]]:
    query = MeasureQuery([scope], SHARE_MEASURES, sorted({ANY_MODULE, module}))
    totals_by_day = totals.at_days(days, query)
    return [(day, share_in(at_day, scope, module)) for day, at_day in zip(days, totals_by_day, strict=True)]


def _children(
    children: Sequence[Municipality | Unit], period: Period, chosen: int | None
) -> list[ChildFigure]:
    """Return the share of each part: ready, or done with the chosen module."""
    if not children:
        return []
    module = chosen or ANY_MODULE
    modules, scopes = sorted({ANY_MODULE, module}), [scope_of(child) for child in children]
    totals = ledger_totals(children, modules=modules)
    if totals is None and chosen is not None:
        shares = done_by_place(children, module=chosen, day=period.day)
        return [ChildFigure(child, shares[scope_of(child)]) for child in children]
    totals = totals or totals_of(children, modules=modules, since=period.before)
    at_day = totals.up_to(period.day, MeasureQuery(scopes, SHARE_MEASURES, modules))
    return [ChildFigure(child, share_in(at_day, scope_of(child), module)) for child in children]
