"""Figures of a place on a day: how many of those employed that day have done a module, or are late with none.

Decision 0008 has how they are computed.
"""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from lms.reports.periods import Period, week_of
from lms.reports.projection.contributions import ACHIEVED, ANY_MODULE, COUNTED, DONE, EXPIRING, LATE, scope_of
from lms.reports.projection.sources import (
    Key,
    MeasureQuery,
    Place,
    consistent_reads,
    ledger_totals,
    totals_of,
)
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
    day, before, month_ends = period.day, period.before, period.month_ends
    weeks = week_of(day), week_of(day - dt.timedelta(days=7))
    everything, module = [ANY_MODULE, *modules], chosen or ANY_MODULE
    for _ in consistent_reads():
        totals = totals_of([place], modules=everything, since=min(before, weeks[1][0]))
        scope = scope_of(place)
        query = MeasureQuery([scope], (*SHARE_MEASURES, EXPIRING), everything)
        now, earlier = totals.up_to(day, query), totals.up_to(before, query)
        achieved = MeasureQuery([scope], [ACHIEVED], [chosen] if chosen else modules)
        this_week, last_week = (totals.between(*week, achieved).total() for week in weeks)
        of_trend = MeasureQuery([scope], SHARE_MEASURES, sorted({ANY_MODULE, module}))
        at_month_ends = totals.at_days(month_ends, of_trend)
        parts = _children(children, day, before, chosen)
    return PlaceFigures(
        ready=share_in(now, scope, ANY_MODULE),
        modules={key: _module_figure(key, scope, now, earlier) for key in modules},
        this_week=this_week,
        last_week=last_week,
        trend=[
            (end, share_in(at_end, scope, module))
            for end, at_end in zip(month_ends, at_month_ends, strict=True)
        ],
        children=parts,
    )


def share_in(totals: dict[tuple[str, int, str], int], scope: str, module: int) -> Share:
    """Return the share of a module, or for `ANY_MODULE` of people who are late with nothing."""
    counted = totals.get((scope, ANY_MODULE, COUNTED), 0)
    if module == ANY_MODULE:
        return Share(counted - totals.get((scope, ANY_MODULE, LATE), 0), counted)
    return Share(totals.get((scope, module, DONE), 0), counted + totals.get((scope, module, COUNTED), 0))


def _module_figure(module: int, scope: str, now: Counter[Key], earlier: Counter[Key]) -> ModuleFigure:
    return ModuleFigure(
        module,
        share_in(now, scope, module),
        now[scope, module, LATE],
        now[scope, module, EXPIRING],
        share_in(earlier, scope, module),
    )


def _children(
    children: Sequence[Municipality | Unit], day: dt.date, before: dt.date, chosen: int | None
) -> list[ChildFigure]:
    """Return the share of each part: ready, or done with the chosen module."""
    if not children:
        return []
    module = chosen or ANY_MODULE
    modules, scopes = sorted({ANY_MODULE, module}), [scope_of(child) for child in children]
    totals = ledger_totals(children, modules=modules)
    if totals is None and chosen is not None:
        shares = done_by_place(children, module=chosen, day=day)
        return [ChildFigure(child, shares[scope_of(child)]) for child in children]
    totals = totals or totals_of(children, modules=modules, since=before)
    at_day = totals.up_to(day, MeasureQuery(scopes, SHARE_MEASURES, modules))
    return [ChildFigure(child, share_in(at_day, scope_of(child), module)) for child in children]
