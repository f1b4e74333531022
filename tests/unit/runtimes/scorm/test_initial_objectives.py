"""The objectives that content of a sequenced package begins with (SCORM 2004 RTE 4.2.17.1)."""

from __future__ import annotations

from lms.runtimes.scorm.sequencing.objectives import with_objectives
from scorm.sequencing.model.parsing import Item, build_tree
from scorm.sequencing.model.state import new_state
from scorm.sequencing.model.tree import ActivityTree

LONG = "Mål om hygien och bemötande " + "å" * 4_000
KNOWN = {"g": {"satisfied": True, "measure": 0.5}}


def tree_of(*identifiers: str) -> ActivityTree:
    """A package of one item with these objectives; the last one reads the global objective "g"."""
    objectives = [{"objectiveID": name, "primary": not n} for n, name in enumerate(identifiers)]
    objectives[-1]["mapInfo"] = [
        {"targetObjectiveID": "g", "readSatisfiedStatus": True, "readNormalizedMeasure": True}
    ]
    return build_tree([Item("del", {"objectives": objectives})], {})


def test_objectives_of_the_manifest_stand_in_its_order() -> None:
    found = with_objectives({}, tree_of("hygien", "bemötande"), new_state(KNOWN), "del")

    assert found == {
        "cmi.objectives.0.id": "hygien",
        "cmi.objectives.1.id": "bemötande",
        "cmi.objectives.1.success_status": "passed",
        "cmi.objectives.1.score.scaled": "0.5",
    }


def test_objective_that_the_seed_has_keeps_its_index_and_stands_once() -> None:
    initial_cmi = {
        "cmi.objectives.0.id": "eget",
        "cmi.objectives.1.id": "bemötande",
        "cmi.objectives.2.id": "hygien",
    }

    found = with_objectives(initial_cmi, tree_of("hygien", "bemötande"), new_state(KNOWN), "del")

    assert found == initial_cmi | {
        "cmi.objectives.1.success_status": "passed",
        "cmi.objectives.1.score.scaled": "0.5",
    }


def test_objective_that_the_seed_lacks_follows_one_without_identifier() -> None:
    initial_cmi = {"cmi.objectives.0.description": "Utan id", "cmi.objectives.1.id": "eget"}

    found = with_objectives(initial_cmi, tree_of("hygien", "bemötande"), new_state(), "del")

    assert found == initial_cmi | {"cmi.objectives.2.id": "hygien", "cmi.objectives.3.id": "bemötande"}


def test_objective_with_an_identifier_beyond_the_standard_is_left_out() -> None:
    found = with_objectives({}, tree_of(LONG, "bemötande"), new_state(), "del")

    assert found == {"cmi.objectives.0.id": "bemötande"}
