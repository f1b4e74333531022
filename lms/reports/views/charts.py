"""A line chart as SVG attributes, since the content security policy allows no inline style."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from lms.reports.queries.counts import Share

WIDTH, HEIGHT = 640, 200
LEFT, RIGHT, TOP, BOTTOM = 60, 28, 14, 34


@dataclass(frozen=True)
class Point:
    """The last day of a month with its share, or a gap where it is hidden or nobody is employed."""

    day: dt.date
    share: Share | None
    x: int
    y: int | None
    #: True if the month has a label below the axis
    is_labelled: bool


@dataclass(frozen=True)
class TrendChart:
    """A chart of points and the lines between them, 0 to 100 per cent."""

    points: list[Point]
    #: the `points` attributes of polylines, broken at gaps
    lines: list[str]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    text_y: int = HEIGHT - 6

    @property
    def grid(self) -> list[tuple[int, int]]:
        return [(percent, _y(percent)) for percent in (0, 50, 100)]

    @property
    def has_left(self) -> bool:
        """Return True if anybody had something left in any of the months."""
        return any(point.share.left for point in self.points if point.share)

    @property
    def drawn(self) -> list[Point]:
        return [point for point in self.points if point.y is not None]


def trend_chart(trend: Sequence[tuple[dt.date, Share | None]]) -> TrendChart:
    """Return the chart of the months from left to right, with at most seven labels."""
    step = max(1, -(-len(trend) // 7))
    points = []
    for number, (day, share) in enumerate(trend):
        has_share = share is not None and share.counted > 0
        points.append(
            Point(
                day,
                share,
                _x(number, len(trend)),
                _y(share.percent) if share is not None and has_share else None,
                (len(trend) - 1 - number) % step == 0,
            )
        )
    return TrendChart(points, _lines(points))


def _lines(points: Sequence[Point]) -> list[str]:
    lines: list[list[str]] = [[]]
    for point in points:
        if point.y is None:
            lines.append([])
        else:
            lines[-1].append(f"{point.x},{point.y}")
    return [" ".join(line) for line in lines if len(line) > 1]


def _x(number: int, count: int) -> int:
    inner = WIDTH - LEFT - RIGHT - 16
    return LEFT + 8 + (inner * number // (count - 1) if count > 1 else inner // 2)


def _y(percent: int) -> int:
    return TOP + (HEIGHT - TOP - BOTTOM) * (100 - percent) // 100
