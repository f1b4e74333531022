"""The merge of a layer with a changed core loses no local content, and lists what must be decided."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from courses.layers.merging import Merge, MergeRules, Reason, follow, merge, nearest_before
from courses.layers.operations import Operation, OperationKind, read_operations
from tests.factories.steps.layer_merges import make_step, play, reasons, strategy, text_step
from tests.faults.examples import examples

BASE = [make_step("A"), make_step("B", "hand", "Ring jouren"), make_step("C")]
LOCAL = make_step("", "lokalt på ö", has_place=False)
FILL = Operation("o", OperationKind.FILL, "B", 1, "p-B", "Ring 0123-45 67 89")
INSERT = Operation("o", OperationKind.INSERT, "B", 1, content=LOCAL)
REPLACE = Operation("o", OperationKind.REPLACE, "B", 1, content=LOCAL)
HIDE = Operation("o", OperationKind.HIDE, "B", 1)


def merged_with(core: list[dict[str, Any]], *operations: Operation, played: str = "") -> Merge:
    return merge({1: BASE}, core, operations, MergeRules(text_step, frozenset(played)))


def ids(merged: Merge) -> list[str]:
    return [step.raw["id"] for step in merged.steps]


@given(strategy())
@examples(40)
def test_layers_when_the_core_is_edited_lose_and_invent_nothing(case: Any) -> None:
    layers, edits = case

    assert play(layers, edits) == []


def test_layer_on_an_unchanged_core_changes_what_it_says() -> None:
    shown = {operation.kind: merged_with(BASE, operation) for operation in (FILL, INSERT, REPLACE, HIDE)}

    assert [conflict for merged in shown.values() for conflict in merged.conflicts] == []
    assert ids(shown[OperationKind.HIDE]) == ["A", "C"]
    assert ids(shown[OperationKind.INSERT]) == ["A", "B", "o", "C"]
    assert shown[OperationKind.FILL].steps[1].raw == make_step("B", "hand", "Ring 0123-45 67 89")
    assert shown[OperationKind.REPLACE].steps[1].raw == {**LOCAL, "id": "B"}
    assert [step.is_core for step in shown[OperationKind.INSERT].steps] == [True, True, False, True]


@pytest.mark.parametrize("operation", [FILL, INSERT, REPLACE])
def test_local_content_whose_step_is_deleted_stays_after_the_one_before(operation: Operation) -> None:
    merged = merged_with([BASE[0], BASE[2]], operation)

    assert ids(merged) == ["A", "o", "C"]
    assert reasons(merged.conflicts) == [Reason.STEP_GONE]
    assert merged.conflicts[0].before == BASE[1]


def test_step_that_is_hidden_here_and_deleted_in_the_core_is_no_conflict() -> None:
    merged = merged_with([BASE[0], BASE[2]], HIDE)

    assert (ids(merged), merged.conflicts) == (["A", "C"], ())


def test_text_of_a_place_that_has_gone_stays_as_a_step() -> None:
    merged = merged_with([BASE[0], make_step("B", "hand", has_place=False), BASE[2]], FILL)

    assert reasons(merged.conflicts) == [Reason.PLACE_GONE]
    assert merged.steps[2].raw == {**text_step("B", FILL.text), "id": "o"}


def test_other_text_of_the_step_follows_and_a_new_default_is_a_conflict() -> None:
    followed = merged_with([make_step("B", "sprit", "Ring jouren")], FILL)
    equal = merged_with([make_step("B", "sprit", FILL.text)], FILL)
    changed = merged_with([make_step("B", "hand", "Ring sköterskan")], FILL)

    assert [reasons(one.conflicts) for one in (followed, equal, changed)] == [[], [], [Reason.CHANGED]]
    assert followed.steps[0].raw == make_step("B", "sprit", FILL.text)
    assert changed.steps[0].raw == make_step("B", "hand", FILL.text)


def test_step_that_is_played_now_is_shown_with_the_local_one_beside_it() -> None:
    replaced, hidden = (merged_with(BASE, operation, played="B") for operation in (REPLACE, HIDE))

    assert (ids(replaced), reasons(replaced.conflicts)) == (["A", "B", "o", "C"], [Reason.PLAYED])
    assert (ids(hidden), reasons(hidden.conflicts)) == (["A", "B", "C"], [Reason.PLAYED])


def test_hidden_steps_are_shown_when_no_other_of_the_core_is_left() -> None:
    merged = merged_with([make_step("B", "nytt")], HIDE)

    assert (ids(merged), reasons(merged.conflicts)) == (["B"], [Reason.NOTHING_LEFT])


def test_change_that_the_core_takes_back_is_no_conflict() -> None:
    changed = merged_with([make_step("B", "nytt")], REPLACE)

    pending = follow([REPLACE], changed, [make_step("B", "nytt")], 2)

    assert pending == (REPLACE,)
    assert merged_with(BASE, *pending).conflicts == ()


def test_operation_without_a_conflict_follows_the_core() -> None:
    [followed] = follow([INSERT], merged_with(BASE, INSERT), BASE, 2)

    assert followed.base == 2
    assert read_operations([followed.as_row()]) == (followed,)


def test_nearest_step_before_is_the_step_itself_or_an_earlier_one() -> None:
    found = [nearest_before(BASE, "C", core) for core in ({"A", "C"}, {"A"}, {"X"})]

    assert found == ["C", "A", ""]
    assert nearest_before(BASE, "okänt", {"A"}) == ""
