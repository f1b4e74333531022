"""The region's figures as a coordinator may see them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from lms.reports.periods import Period
from lms.reports.projection.contributions import ANY_MODULE
from lms.reports.projection.sources import consistently, sums_of
from lms.reports.projection.sums import Key, Wanted
from lms.reports.queries.counts import Share
from lms.reports.queries.disclosure import PublishedRow, publish
from lms.reports.queries.figures import STANDING, share_in
from lms.reports.scopes import REGION, scope_of
from people.api import Municipality


@dataclass(frozen=True)
class RegionFigures:
    """Rows of municipalities with their totals: who is ready, each module, and the trend of one of them."""

    ready: PublishedRow
    modules: dict[int, PublishedRow]
    trend: list[tuple[dt.date, PublishedRow]]

    def row(self, module: int | None) -> PublishedRow:
        return self.ready if module is None else self.modules[module]


def region_figures(
    municipalities: Sequence[Municipality], *, period: Period, modules: Sequence[int], chosen: int | None
) -> RegionFigures:
    """Return what may be published at the end of `period`; the trend is about `chosen`, or who is ready."""
    return consistently(lambda: _read(municipalities, period, modules, chosen))


def _read(
    municipalities: Sequence[Municipality], period: Period, modules: Sequence[int], chosen: int | None
) -> RegionFigures:
    everything, scopes = [ANY_MODULE, *modules], [scope_of(m) for m in municipalities]
    sums = sums_of([None, *municipalities], modules=everything, since=period.before)
    now = sums.up_to(period.day, Wanted([REGION, *scopes], STANDING, everything))
    module = chosen or ANY_MODULE
    of_trend = Wanted([REGION, *scopes], STANDING, sorted({ANY_MODULE, module}))
    days = period.month_ends
    return RegionFigures(
        ready=_row(now, scopes, ANY_MODULE),
        modules={module: _row(now, scopes, module) for module in modules},
        trend=[
            (day, _row(at_day, scopes, module))
            for day, at_day in zip(days, sums.at_days(days, of_trend), strict=True)
        ],
    )


def _row(sums: Counter[Key], scopes: Sequence[str], module: int) -> PublishedRow:
    cells: dict[str, Share] = {scope: share_in(sums, scope, module) for scope in scopes}
    return publish(cells, share_in(sums, REGION, module))
