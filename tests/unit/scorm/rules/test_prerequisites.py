"""adlcp:prerequisites: the part that is to be done first."""

from __future__ import annotations

import pytest

from scorm.rules.prerequisites import first_to_do, may_be_chosen, open_items

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


@pytest.mark.parametrize(
    ("prerequisites", "done", "opened"),
    [
        ({"a": "a"}, {}, {"a", "b", "c", "f"}),
        ({"a": "a=passed"}, {}, {"a", "b", "c", "f"}),
        ({"a": "b", "b": "a"}, {}, {"a", "b", "c", "f"}),
        ({"a": "b", "b": "c", "c": "a"}, {}, {"a", "b", "c", "f"}),
        ({"a": "f"}, {}, {"a", "b", "c", "f"}),
        ({"a": "a&b", "b": "c"}, {}, {"a", "c", "f"}),
        ({"a": "a|b"}, {}, {"b", "c", "f"}),
        ({"a": "1*{a,b}"}, {"b": "passed"}, {"a", "b", "c", "f"}),
        ({"a": "b", "b": "a|c"}, {}, {"c", "f"}),
        ({"a": "~a"}, {"a": "completed"}, {"b", "c", "f"}),
        ({"a": "a"}, {"a": "incomplete"}, {"b", "c", "f"}),
        ({"c": "b", "b": "a"}, {}, {"a", "f"}),
        ({"c": "f"}, {}, {"a", "b", "f"}),
        ({"c": 'a&b="failed"'}, {}, {"a", "b", "f"}),
        ({"c": 'a&b="failed"'}, {"a": "completed"}, {"a", "b", "f"}),
        ({"c": 'a&b="failed"'}, {"a": "completed", "b": "failed"}, {"a", "b", "c", "f"}),
        ({"c": 'a="browsed"'}, {}, {"a", "b", "f"}),
        ({"c": 'c|(a="browsed"&b="failed")'}, {}, {"a", "b", "f"}),
    ],
    ids=lambda value: " ".join(f"{key}:{text}" for key, text in value.items()) if type(value) is dict else "",
)
def test_prerequisite_that_waits_for_itself_locks_nobody_out(
    prerequisites: dict[str, str], done: dict[str, str], opened: set[str]
) -> None:
    """The folder f contains a and b."""
    inside = {"f": {"a", "b"}, **{item: {item} for item in "abc"}}
    statuses = {"f": "not attempted", **NEW, **done}

    assert open_items({"f": "", "a": "", "b": "", "c": "", **prerequisites}, inside, statuses) == opened
