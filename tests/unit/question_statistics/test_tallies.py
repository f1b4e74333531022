"""Disclosure control of answers: no small group can be derived."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.question_statistics.counting.tallies import (
    Few,
    Judged,
    Tally,
    publishable_answers,
    publishable_judged,
    publishable_seconds,
    publishable_total,
)

counts = st.dictionaries(st.text("abcdefghijkl", min_size=1, max_size=1), st.integers(0, 40), max_size=12)


@pytest.mark.parametrize(
    ("right", "wrong", "published"),
    [
        (96, 33, Judged(95, 35)),
        (96, 4, Judged(None, None, Few.WRONG)),
        (96, 0, Judged(None, None, Few.WRONG)),
        (3, 40, Judged(None, None, Few.RIGHT)),
        (4, 4, None),
        (4, 0, None),
        (5, 5, Judged(5, 5)),
    ],
)
def test_right_and_wrong_when_one_is_small_publishes_only_which(
    right: int, wrong: int, published: Judged | None
) -> None:
    assert publishable_judged(right, wrong) == published


def answers(right: dict[str, int], wrong: dict[str, int]) -> list[Tally]:
    counts = {(answer, True): people for answer, people in right.items()}
    return publishable_answers(counts | {(answer, False): people for answer, people in wrong.items()})


def test_answers_when_each_has_enough_are_published_with_the_rest() -> None:
    assert answers({"a": 61}, {"b": 33, "c": 3, "d": 4}) == [
        Tally("a", 60, is_right=True, holds_rest=True),
        Tally("b", 35),
        Tally("", 5),
    ]


def test_answers_when_the_rest_is_small_add_it_to_the_most_common() -> None:
    assert answers({"a": 61}, {"b": 21, "c": 11, "d": 2}) == [
        Tally("a", 60, is_right=True, holds_rest=True),
        Tally("b", 25, holds_rest=True),
        Tally("c", 10),
    ]


def test_answers_when_few_were_wrong_are_counted_with_the_right_one() -> None:
    assert answers({"a": 61}, {"b": 2}) == [Tally("a", 65, is_right=True, holds_rest=True)]


def test_answers_when_none_answered_otherwise_look_as_if_some_had() -> None:
    assert answers({"a": 61}, {"b": 33}) == answers({"a": 61}, {"b": 33, "c": 0})


def test_answers_when_all_are_different_are_not_published() -> None:
    assert answers({}, dict.fromkeys("abcdefghijkl", 1)) == []


def test_words_of_the_learners_own_are_never_an_answer_by_themselves() -> None:
    assert answers({"": 40}, {"": 12}) == []


@given(counts, counts)
def test_answers_name_nothing_that_fewer_than_five_gave(right: dict[str, int], wrong: dict[str, int]) -> None:
    for tally in answers(right, wrong):
        assert tally.people % 5 == 0
        assert tally.answer == "" or (right if tally.is_right else wrong)[tally.answer] >= 5


def all_published(right: int, *wrong: int) -> tuple[object, ...]:
    """Return all published numbers of a question with one right answer."""
    named = dict(zip("bcd", wrong, strict=False))
    return (
        publishable_total(right + sum(wrong)),
        publishable_judged(right, sum(wrong)),
        answers({"a": right}, named),
    )


@pytest.mark.parametrize(
    "truth",
    [(12, 1, 0), (9, 6, 1), (7, 7, 0), (5, 0, 0), (14, 0, 0), (6, 5, 4), (8, 4, 0), (5, 5, 2), (7, 6, 2)],
)
def test_small_group_cannot_be_derived_from_published_numbers(truth: tuple[int, ...]) -> None:
    """For an attacker with the rules and all published numbers, zero stays as possible as others."""
    published = all_published(*truth)

    possible = [
        combination
        for combination in product(range(16), repeat=3)
        if all_published(*combination) == published
    ]

    for place, people in enumerate(truth):
        if people < 5:
            assert {combination[place] for combination in possible} >= {0, 1, 2}


def test_total_under_five_is_not_published() -> None:
    assert [publishable_total(people) for people in (0, 4, 5, 7, 8)] == [None, None, 5, 5, 10]


def test_time_of_fewer_than_five_is_not_published() -> None:
    assert (publishable_seconds(23.4, 4), publishable_seconds(23.4, 5), publishable_seconds(1.0, 9)) == (
        None,
        25,
        5,
    )
