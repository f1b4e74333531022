"""SQL statements in tests are compared without the parts that depend on the number of values."""

from __future__ import annotations

import pytest

from tests.measuring.statements import left_out, normalise


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("SELECT a FROM b WHERE c IN (%s)", "SELECT a FROM b WHERE c IN (%s, %s, %s)"),
        ("INSERT INTO b (a, c) VALUES (%s, %s)", "INSERT INTO b (a, c) VALUES (%s, %s), (%s, %s)"),
        ('SAVEPOINT "s140_x1"', 'SAVEPOINT "s8_x22"'),
        ("SELECT a FROM b LIMIT 21", "SELECT  a\n FROM b LIMIT 5 OFFSET 10"),
    ],
)
def test_statement_with_more_values_is_the_same(first: str, second: str) -> None:
    assert normalise(first) == normalise(second)


def test_statement_of_another_condition_is_another() -> None:
    assert normalise("SELECT a FROM b WHERE c = %s") != normalise("SELECT a FROM b WHERE d = %s")


def test_left_out_is_what_only_tests_without_the_marker_run() -> None:
    records = [
        {"test": "test_a", "both_engines": False, "statements": ["SELECT 1", "SELECT 2"]},
        {"test": "test_b", "both_engines": True, "statements": ["SELECT 1"]},
        {"test": "test_c", "both_engines": False, "statements": ["SELECT 2"]},
    ]

    assert left_out(records) == {"SELECT 2": "test_a"}
