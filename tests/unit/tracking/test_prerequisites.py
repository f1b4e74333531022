"""adlcp:prerequisites: which part is to be done first, in a learner's words."""

from __future__ import annotations

import pytest

from lms.tracking.scorm.prerequisites import first_to_do, may_be_chosen

NEW = {"a": "not attempted", "b": "not attempted", "c": "not attempted"}


@pytest.mark.parametrize(
    ("expression", "done", "first"),
    [
        ("a", [], "a"),
        ("b&a", [], "a"),
        ("a&b", ["a"], "b"),
        ("a|b", [], "a"),
        ("(a&b)|c", [], "c"),
        ("2*{a,b,c}", [], ""),
        ("a=passed", [], "a"),
        ('a="c"', [], "a"),
        ("~c&a", [], "a"),
        ("unknown", [], ""),
        ("a", ["a"], ""),
        ("", [], ""),
    ],
)
def test_part_to_be_done_first_is_named_where_one_can_be(
    expression: str, done: list[str], first: str
) -> None:
    statuses = {**NEW, **dict.fromkeys(done, "completed")}

    found = "" if may_be_chosen(expression, statuses) else first_to_do(expression, statuses)

    assert found == first


@pytest.mark.parametrize("expression", ["gone=passed", "1*{gone}", "A", "a and b"])
def test_prerequisite_when_nothing_could_ever_meet_it_locks_nobody_out(expression: str) -> None:
    assert may_be_chosen(expression, NEW)
