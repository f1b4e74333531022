"""Figures of the region after disclosure control, for coordinators."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from lms.reports.periods import Period
from lms.reports.projection.contributions import ANY_MODULE, REGION, scope_of
from lms.reports.projection.sources import Key, MeasureQuery, consistent_reads, totals_of
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
    everything, scopes = [ANY_MODULE, *modules], [scope_of(m) for m in municipalities]
    module, month_ends = chosen or ANY_MODULE, period.month_ends
    for _ in consistent_reads():
        totals = totals_of([None, *municipalities], modules=everything, since=period.before)
        now = totals.up_to(period.day, MeasureQuery([REGION, *scopes], SHARE_MEASURES, everything))
        of_trend = MeasureQuery([REGION, *scopes], SHARE_MEASURES, sorted({ANY_MODULE, module}))
        at_month_ends = totals.at_days(month_ends, of_trend)
    return RegionFigures(
        ready=_row(now, scopes, ANY_MODULE),
        modules={key: _row(now, scopes, key) for key in modules},
        trend=[
            (day, _row(at_day, scopes, module)) for day, at_day in zip(month_ends, at_month_ends, strict=True)
        ],
    )


def _row(totals: Counter[Key], scopes: Sequence[str], module: int) -> PublishedRow:
    cells: dict[str, Share] = {scope: share_in(totals, scope, module) for scope in scopes}
    return publish(cells, share_in(totals, REGION, module))
