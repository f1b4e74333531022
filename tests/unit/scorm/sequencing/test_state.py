"""States as plain values, and trees from a manifest's data."""

from __future__ import annotations

import json

import pytest

from scorm.sequencing.answers import process
from scorm.sequencing.model.definition import SequencingDefinition
from scorm.sequencing.model.enums import Condition, Edition, NavigationRequest
from scorm.sequencing.model.parsing import Item, build_tree, edition_of, read_definition
from scorm.sequencing.model.state import new_state
from tests.unit.scorm.sequencing.trees import DONE, INCOMPLETE, Learner, cluster, leaf, rule, tree_of


def test_state_names_items_and_leaves_out_what_is_unknown() -> None:
    learner = Learner.of(leaf("del å"), leaf("b"))
    learner.starts()

    learner.requests("continue", cmi={**DONE, "score": {"scaled": "0.5", "raw": "5"}})

    assert learner.state == {
        "format": 1,
        "current": "b",
        "suspended": None,
        "activities": {
            ":organization": {"active": True, "attempts": 1, "objectives": {"": {"measure": 0.25}}},
            "del å": {
                "attempts": 1,
                "objectives": {"": {"satisfied": True, "measure": 0.5, "raw": 5.0, "completed": True}},
            },
            "b": {"active": True, "attempts": 1},
        },
        "objectives": {},
    }


def test_request_leaves_the_state_that_it_was_given() -> None:
    tree = tree_of(leaf("a"), leaf("b"))
    state = new_state()
    before = json.dumps(state)

    after, _ = process(tree, state, NavigationRequest.START)

    assert json.dumps(state) == before
    assert after["current"] == "a"


def test_same_request_gives_the_same_answer() -> None:
    learner = Learner.of(leaf("a"), cluster("m", leaf("b"), leaf("c")))
    learner.starts()

    answers = [process(learner.tree, learner.state, NavigationRequest.CONTINUE) for _ in range(2)]

    assert answers[0] == answers[1]


def test_state_of_an_item_that_is_gone_is_left_out() -> None:
    learner = Learner.of(leaf("a"), leaf("b"))
    learner.starts()
    learner.requests("suspendAll", cmi=INCOMPLETE)
    learner.tree = tree_of(leaf("b"), leaf("c"))

    assert learner.starts() == "b"
    assert "a" not in learner.state["activities"]


@pytest.mark.parametrize(
    ("written", "edition"),
    [
        ("CAM 1.3", Edition.SECOND),
        ("2004 2nd Edition", Edition.SECOND),
        ("2004 3rd Edition", Edition.THIRD),
        ("2004 4th Edition", Edition.FOURTH),
        ("", Edition.FOURTH),
    ],
)
def test_edition_follows_the_schema_version(written: str, edition: Edition) -> None:
    assert edition_of(written) == edition


def test_nothing_written_is_the_standard_s_default() -> None:
    assert read_definition({}) == SequencingDefinition()


def test_action_that_is_none_is_left_out_and_a_condition_is_unknown() -> None:
    definition = read_definition(rule("skip", "hemligt villkor"))
    nothing = read_definition(rule("hoppa över", "always"))

    assert definition.precondition_rules[0].conditions[0].condition == Condition.TIME_LIMIT_EXCEEDED
    assert nothing.postcondition_rules == ()


def test_tree_of_deep_folders_is_built_and_played() -> None:
    item = Item("innerst", {})
    for number in range(300):
        item = cluster(f"mapp-{number}", item)
    tree = build_tree([item], {"controlMode": {"flow": True}})

    state, answer = process(tree, new_state(), NavigationRequest.START)

    assert answer.delivered == "innerst"
    assert len(state["activities"]) == 302
