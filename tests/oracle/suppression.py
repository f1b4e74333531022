"""What of a row of counts may be shown, and whether what is hidden can be worked out."""

from __future__ import annotations

from tests.oracle.figures import Count

LEAST = 5
Shown = Count | None


def published(cells: dict[str, Count], total: Count) -> tuple[dict[str, Shown], Shown]:
    """Return the cells and the total as they are to be shown, rounded to five, None where hidden."""
    hidden = [name for name, cell in cells.items() if _is_small(cell)]
    rest = sorted((min(done, of - done), name) for name, (done, of) in cells.items() if name not in hidden)
    while hidden and rest and not _conceals(cells, hidden):
        hidden.append(rest.pop(0)[1])
    hides_total = _is_small(total) or (bool(hidden) and not _conceals(cells, hidden))
    shown = {name: None if name in hidden else _rounded(cell) for name, cell in cells.items()}
    return shown, None if hides_total else _rounded(total)


def discloses(cells: dict[str, Count], shown: dict[str, Shown], total: Shown) -> bool:
    """Return True where a small cell is shown, or follows from what is."""
    hidden = [name for name, cell in shown.items() if cell is None]
    if any(_is_small(cell) for name, cell in cells.items() if name not in hidden):
        return True
    return bool(hidden) and total is not None and not _conceals(cells, hidden)


def _conceals(cells: dict[str, Count], hidden: list[str]) -> bool:
    done = sum(cells[name][0] for name in hidden)
    left = sum(cells[name][1] - cells[name][0] for name in hidden)
    return len(hidden) >= 2 and done >= LEAST and left >= LEAST


def _is_small(cell: Count) -> bool:
    done, of = cell
    return done < LEAST or of - done < LEAST or of < LEAST


def _rounded(cell: Count) -> Count:
    return round(cell[0] / LEAST) * LEAST, round(cell[1] / LEAST) * LEAST
