"""Figures of the region after disclosure control, for coordinators."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from lms.reports.periods import Period
from lms.reports.projection.contributions import ANY_MODULE, REGION, scope_of
from lms.reports.projection.sources import consistently, totals_of
from lms.reports.projection.totals import Key, MeasureQuery
from lms.reports.queries.counts import Share
from lms.reports.queries.disclosure import PublishedRow, publish
from lms.reports.queries.figures import SHARE_MEASURES, share_in
from people.api import Municipality


@dataclass(frozen=True)
class RegionFigures:
    """Rows of municipalities with totals: readiness, each module, and the trend of one of these."""

    ready: PublishedRow
    modules: dict[int, PublishedRow]
    trend: list[tuple[dt.date, PublishedRow]]

    def row(self, module: int | None) -> PublishedRow:
        return self.ready if module is None else self.modules[module]


def region_figures(
    municipalities: Sequence[Municipality], *, period: Period, modules: Sequence[int], chosen: int | None
) -> RegionFigures:
    """Return the publishable figures at the end of `period`; the trend is of `chosen`, or of readiness."""
    return consistently(lambda: _read(municipalities, period, modules, chosen))


def _read(
    municipalities: Sequence[Municipality], period: Period, modules: Sequence[int], chosen: int | None
) -> RegionFigures:
    everything, scopes = [ANY_MODULE, *modules], [scope_of(m) for m in municipalities]
    totals = totals_of([None, *municipalities], modules=everything, since=period.before)
    now = totals.up_to(period.day, MeasureQuery([REGION, *scopes], SHARE_MEASURES, everything))
    module = chosen or ANY_MODULE
    trend_query = MeasureQuery([REGION, *scopes], SHARE_MEASURES, sorted({ANY_MODULE, module}))
    days = period.month_ends
    return RegionFigures(
        ready=_row(now, scopes, ANY_MODULE),
        modules={module: _row(now, scopes, module) for module in modules},
        trend=[
            (day, _row(at_day, scopes, module))
            for day, at_day in zip(days, totals.at_days(days, trend_query), strict=True)
        ],
    )


def _row(totals: Counter[Key], scopes: Sequence[str], module: int) -> PublishedRow:
    cells: dict[str, Share] = {scope: share_in(totals, scope, module) for scope in scopes}
    return publish(cells, share_in(totals, REGION, module))
