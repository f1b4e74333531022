"""What a regional coordinator may be told: no cell under five, nothing from which one can be worked out.

Three things together, for each row of municipalities and its total:

- a cell is hidden where fewer than five are employed, are done, or are left;
- where what is hidden could be worked out from the total, the next smallest cells are hidden too, until the
  hidden ones together are at least two and hold five done and five left; if that cannot be, the total is
  hidden;
- what is shown is rounded to the nearest five, each number by itself, so that neither totals, nor the same
  cell a month later, nor one with somebody exempt tell one person from none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lms.reports.queries.counts import Share

LEAST = 5


@dataclass(frozen=True)
class PublishedRow:
    """A row as it may be shown; None is a hidden cell."""

    cells: dict[str, Share | None]
    total: Share | None


def publish(cells: Mapping[str, Share], total: Share) -> PublishedRow:
    """Return the row with its small cells hidden, what would give them away hidden too, the rest rounded."""
    hidden = {key for key, share in cells.items() if is_small(share)}
    while hidden and not _is_safe(cells, hidden) and len(hidden) < len(cells):
        hidden.add(min(cells.keys() - hidden, key=lambda key: (_smallness(cells[key]), key)))
    total_is_hidden = is_small(total) or bool(hidden and not _is_safe(cells, hidden))
    return PublishedRow(
        {key: None if key in hidden else rounded(share) for key, share in cells.items()},
        None if total_is_hidden else rounded(total),
    )


def is_small(share: Share) -> bool:
    return min(share.counted, share.done, share.left) < LEAST


def rounded(share: Share) -> Share:
    return Share(nearest(share.done), nearest(share.counted))


def _is_safe(cells: Mapping[str, Share], hidden: set[str]) -> bool:
    together = [cells[key] for key in hidden]
    return (
        len(together) > 1
        and sum(share.done for share in together) >= LEAST
        and sum(share.left for share in together) >= LEAST
    )


def _smallness(share: Share) -> int:
    return min(share.done, share.left)


def nearest(number: int) -> int:
    """Return the number rounded to the nearest five."""
    return (number + LEAST // 2) // LEAST * LEAST
