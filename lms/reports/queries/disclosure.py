"""Statistical disclosure control of figures for regional coordinators: no cell under five can be derived.

Three rules, for each row of municipalities and its total:

- a cell is hidden where fewer than five are employed, are done, or are left;
- where hidden cells could be derived from the total, the next smallest cells are hidden too, until at least
  two are hidden which together contain five done and five left; if that is impossible, the total is hidden;
- visible numbers are rounded to the nearest five, each independently, so that neither totals, nor the same
  cell a month later, nor one with somebody exempt distinguish one person from none.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from lms.reports.queries.counts import Share

LEAST = 5


@dataclass(frozen=True)
class PublishedRow:
    """A row after disclosure control; None is a hidden cell."""

    cells: dict[str, Share | None]
    total: Share | None


def publish(cells: Mapping[str, Share], total: Share) -> PublishedRow:
    """Return the row with small cells and complementary cells hidden, and the rest rounded."""
    hidden = {key for key, share in cells.items() if is_small(share)}
    while hidden and not _is_safe(cells, hidden) and len(hidden) < len(cells):
        hidden.add(min(cells.keys() - hidden, key=lambda key: (cells[key].smallest, key)))
    total_is_hidden = is_small(total) or bool(hidden and not _is_safe(cells, hidden))
    return PublishedRow(
        {key: None if key in hidden else rounded(share) for key, share in cells.items()},
        None if total_is_hidden else rounded(total),
    )


def is_small(share: Share) -> bool:
    return min(share.counted, share.smallest) < LEAST


def rounded(share: Share) -> Share:
    return Share(nearest(share.done), nearest(share.counted))


def _is_safe(cells: Mapping[str, Share], hidden: set[str]) -> bool:
    together = [cells[key] for key in hidden]
    return (
        len(together) > 1
        and sum(share.done for share in together) >= LEAST
        and sum(share.left for share in together) >= LEAST
    )


def nearest(number: int) -> int:
    """Return the number rounded to the nearest five."""
    return (number + LEAST // 2) // LEAST * LEAST
