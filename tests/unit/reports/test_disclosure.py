"""Attacks on published figures: no hidden cell can be derived from visible ones."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from lms.reports.queries.counts import Share
from lms.reports.queries.disclosure import LEAST, PublishedRow, is_small, publish, rounded

shares = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda pair: Share(pair[0], sum(pair)))
rows = st.dictionaries(st.sampled_from("abcdefghijklm"), shares, min_size=1, max_size=13)


def total_of(cells: dict[str, Share]) -> Share:
    return Share(sum(c.done for c in cells.values()), sum(c.counted for c in cells.values()))


def rounding(shown: int) -> tuple[int, int]:
    """Return the range of a number before rounding to the nearest five."""
    return max(0, shown - LEAST // 2), shown + LEAST // 2


def bounds(share: Share, figure: str) -> tuple[int, int]:
    """Return the range of `figure` (done or left) of a published share before rounding."""
    done, counted = rounding(share.done), rounding(share.counted)
    return done if figure == "done" else (max(0, counted[0] - done[1]), counted[1] - done[0])


def possible(row: PublishedRow, key: str, figure: str) -> range:
    """Return the values of a hidden cell that an attacker with the whole row cannot exclude.

    The attacker has the rounding, the total and every other cell, and that counts are not negative.
    """
    if row.total is None:
        return range(10_000)
    visible = [bounds(cell, figure) for cell in row.cells.values() if cell is not None]
    low, high = bounds(row.total, figure)
    hidden = sum(cell is None for cell in row.cells.values())
    most = high - sum(cell_low for cell_low, _ in visible)
    least = low - sum(cell_high for _, cell_high in visible) if hidden == 1 else 0
    return range(max(0, least), max(0, most) + 1)


@settings(max_examples=500)
@given(rows)
def test_published_row_shows_no_small_cell(cells: dict[str, Share]) -> None:
    row = publish(cells, total_of(cells))

    for key, share in cells.items():
        if is_small(share):
            assert row.cells[key] is None
    if is_small(total_of(cells)):
        assert row.total is None


@settings(max_examples=500)
@given(rows)
def test_published_row_leaves_an_attacker_unsure_of_every_hidden_cell(cells: dict[str, Share]) -> None:
    row = publish(cells, total_of(cells))

    for key, cell in row.cells.items():
        if cell is None:
            for figure in ("done", "left"):
                values = possible(row, key, figure)
                assert getattr(cells[key], figure) in values
                assert len(values) > LEAST, (figure, values)


@settings(max_examples=500)
@given(rows)
def test_published_row_hides_none_or_more_than_one_beside_a_total(cells: dict[str, Share]) -> None:
    row = publish(cells, total_of(cells))
    hidden = [cells[key] for key, cell in row.cells.items() if cell is None]

    if row.total is not None and hidden:
        together = total_of(dict(enumerate(hidden)))  # type: ignore[arg-type]
        assert len(hidden) > 1
        assert min(together.done, together.left) >= LEAST


@settings(max_examples=500)
@given(rows, st.data())
def test_one_person_more_in_a_hidden_cell_changes_no_other_cell(
    cells: dict[str, Share], data: st.DataObject
) -> None:
    """The difference between two days, or two filters, discloses no hidden cell through other cells."""
    before = publish(cells, total_of(cells))
    hidden = [key for key, cell in before.cells.items() if cell is None and cells[key].left]
    if not hidden:
        return
    key = data.draw(st.sampled_from(sorted(hidden)))
    changed = {**cells, key: Share(cells[key].done + 1, cells[key].counted)}

    after = publish(changed, total_of(changed))

    for other in cells.keys() - {key}:
        if before.cells[other] is not None and after.cells[other] is not None:
            assert before.cells[other] == after.cells[other]


def test_rounded_shows_multiples_of_five_alone() -> None:
    assert [rounded(Share(n, n)).done for n in (7, 8, 12, 13, 100)] == [5, 10, 10, 15, 100]


def test_two_days_apart_by_one_person_are_mostly_the_same() -> None:
    """After one completion, a number changes by five or not at all."""
    before = publish({"a": Share(20, 40), "b": Share(30, 60)}, Share(50, 100))
    after = publish({"a": Share(21, 40), "b": Share(30, 60)}, Share(51, 100))

    assert before == after
