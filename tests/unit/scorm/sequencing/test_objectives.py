"""Objectives and their maps to global ones (SN 3.10), across three items and the editions."""

from __future__ import annotations

from typing import Any

import pytest

from scorm.sequencing.answers import objectives_of
from scorm.sequencing.model.enums import Edition
from scorm.sequencing.model.parsing import Item
from scorm.sequencing.model.state import new_state
from tests.unit.scorm.sequencing.trees import (
    DONE,
    FAILED,
    FLOW,
    UNTRACKED,
    Data,
    Learner,
    cluster,
    leaf,
    merged,
    objectives,
    primary,
    reads,
    rule,
    secondary,
    writes,
)

ITEMS = (
    "SatisfiedStatus",
    "NormalizedMeasure",
    "RawScore",
    "MinScore",
    "MaxScore",
    "CompletionStatus",
    "ProgressMeasure",
)
EVERYTHING: Data = {
    "id": "mål",
    "success_status": "passed",
    "completion_status": "completed",
    "progress_measure": "0.9",
    "score": {"scaled": "0.6", "raw": "12", "min": "2", "max": "20"},
}


def sharing(*maps: Data) -> Data:
    return objectives(primary("eget"), secondary("mål", *maps))


def known(learner: Learner, identifier: str) -> dict[str, Any]:
    """Return what an activity reads of its second objective."""
    session, activity = learner.session, learner.tree.by_identifier[identifier]
    items = ("satisfied", "measure", "raw", "min", "max", "completed", "progress")
    values = {item: session.read(activity, 1, item) for item in items}
    return {item: value for item, value in values.items() if value is not None}


@pytest.mark.parametrize("edition", list(Edition))
def test_written_objective_is_read_by_the_next_items(edition: Edition) -> None:
    writer = leaf("a", sharing(writes("global", *ITEMS)))
    readers = [leaf(name, sharing(reads("global", *ITEMS))) for name in "bc"]
    learner = Learner.of(writer, cluster("mapp", *readers), edition=edition)
    learner.starts()

    learner.requests("continue", cmi={**DONE, "objectives": [EVERYTHING]})

    expected: dict[str, Any] = {"satisfied": True, "measure": 0.6}
    if edition == Edition.FOURTH:
        expected |= {"raw": 12.0, "min": 2.0, "max": 20.0, "completed": True, "progress": 0.9}
    assert [known(learner, name) for name in "bc"] == [expected, expected]


@pytest.mark.parametrize("edition", list(Edition))
def test_objective_written_twice_has_the_last_values(edition: Edition) -> None:
    both = merged(sharing({**reads("global"), **writes("global")}))
    learner = Learner.of(leaf("a", both), leaf("b", both), leaf("c", both), edition=edition)
    learner.starts()
    first = [{"id": "mål", "success_status": "failed", "score": {"scaled": "0.5"}}]
    second = [{"id": "mål", "success_status": "passed", "score": {"scaled": "0.9"}}]

    learner.requests("continue", cmi={"objectives": first})
    learner.requests("continue", cmi={"objectives": second})

    assert known(learner, "c") == {"satisfied": True, "measure": 0.9}


@pytest.mark.parametrize("item", range(len(ITEMS)))
def test_each_item_is_mapped_for_itself(item: int) -> None:
    learner = Learner.of(
        leaf("a", sharing(writes("global", *ITEMS))), leaf("b", sharing(reads("global", ITEMS[item])))
    )
    learner.starts()

    learner.requests("continue", cmi={"objectives": [EVERYTHING]})

    names = ("satisfied", "measure", "raw", "min", "max", "completed", "progress")
    assert list(known(learner, "b")) == [names[item]]


@pytest.mark.parametrize(("edition", "seen"), [(Edition.SECOND, True), (Edition.THIRD, False)])
def test_known_global_value_comes_first_from_the_3rd_edition_on(edition: Edition, seen: bool) -> None:
    learner = Learner.of(
        leaf("a", sharing(reads("global"))), leaf("b", sharing(writes("global"))), edition=edition
    )
    learner.starts()
    passed, failed = ({"id": "mål", "success_status": status} for status in ("passed", "failed"))
    learner.requests("continue", cmi={"objectives": [passed]})

    learner.requests("exitAll", cmi={"objectives": [failed]})

    assert known(learner, "a")["satisfied"] is seen


def test_local_value_stands_in_where_the_global_one_is_unknown() -> None:
    learner = Learner.of(leaf("a", sharing(reads("global"))), leaf("b"))
    learner.starts()

    learner.requests("continue", cmi={"objectives": [{"id": "mål", "success_status": "passed"}]})

    assert known(learner, "a") == {"satisfied": True}


def test_local_value_stands_in_where_another_item_alone_is_global() -> None:
    learner = Learner.of(
        leaf("a", sharing(reads("global", "SatisfiedStatus", "NormalizedMeasure"))),
        leaf("b", sharing(writes("global", "NormalizedMeasure"))),
    )
    learner.starts()
    learner.requests("continue", cmi={"objectives": [{"id": "mål", "success_status": "passed"}]})

    learner.requests("exitAll", cmi={"objectives": [{"id": "mål", "score": {"scaled": "0.4"}}]})

    assert known(learner, "a") == {"satisfied": True, "measure": 0.4}


def test_value_that_becomes_unknown_is_written_as_unknown() -> None:
    learner = Learner.of(leaf("a", sharing(writes("global"))), leaf("b", sharing(reads("global"))))
    learner.starts()
    goal = {"id": "mål", "success_status": "passed"}
    learner.requests("continue", cmi={"objectives": [goal], "exit": "suspend"})
    learner.requests("previous", cmi=DONE)

    learner.requests("continue", cmi={"objectives": [{**goal, "success_status": "unknown"}]})

    assert known(learner, "b") == {}


def test_objective_that_nobody_set_is_not_written() -> None:
    both = sharing({**reads("global"), **writes("global")})
    learner = Learner.of(leaf("a", both), leaf("b", both))
    learner.starts()
    learner.requests("continue", cmi={"objectives": [{"id": "mål", "success_status": "passed"}]})

    learner.requests("exitAll", cmi={"objectives": [{"id": "mål", "success_status": "unknown"}]})

    assert known(learner, "a") == {"satisfied": True}


def test_new_attempt_keeps_the_global_objective() -> None:
    learner = Learner.of(leaf("a", sharing(writes("global"))), leaf("b", sharing(reads("global"))))
    learner.starts()
    learner.requests("continue", cmi={"objectives": [EVERYTHING]})

    learner.requests("previous", cmi=DONE)

    assert known(learner, "a") == {}
    assert known(learner, "b")["satisfied"] is True


def test_primary_objective_shares_the_completion_of_its_activity() -> None:
    learner = Learner.of(
        leaf("a", objectives(primary("eget", writes("global", "CompletionStatus", "ProgressMeasure")))),
        leaf("b", sharing(reads("global", "CompletionStatus", "ProgressMeasure"))),
    )
    learner.starts()

    learner.requests("continue", cmi={"completion_status": "incomplete", "progress_measure": "0.5"})

    assert known(learner, "b") == {"completed": False, "progress": 0.5}


def test_end_without_a_status_writes_the_satisfaction_it_implies() -> None:
    learner = Learner.of(
        leaf("film", objectives(primary("eget", writes("global")))), leaf("b", sharing(reads("global")))
    )
    learner.starts()

    learner.requests("continue")

    assert known(learner, "b") == {"satisfied": True}


def test_satisfied_by_measure_writes_the_status_that_it_decides() -> None:
    test = leaf("prov", objectives(primary("eget", writes("global"), minimum=0.8)))
    learner = Learner.of(test, leaf("b", sharing(reads("global"))))
    learner.starts()

    learner.requests("continue", cmi={"score": {"scaled": "0.7"}, "success_status": "passed"})

    assert known(learner, "b") == {"satisfied": False, "measure": 0.7}


def test_satisfied_by_measure_is_decided_by_a_measure_that_is_read() -> None:
    learner = Learner.of(
        leaf("a", objectives(primary("eget", writes("global")))),
        leaf("b", objectives(primary("eget", reads("global"), minimum=0.8))),
    )
    learner.starts()

    learner.requests("continue", cmi={"score": {"scaled": "0.7"}, "success_status": "passed"})

    assert learner.status("b")[1] is False


def test_cluster_writes_what_it_rolls_up() -> None:
    shared = objectives(primary("eget", writes("global")))
    learner = Learner.of(cluster("mapp", leaf("a"), sequencing=shared), leaf("b", sharing(reads("global"))))
    learner.starts()

    learner.requests("continue", cmi={**DONE, "score": {"scaled": "0.5"}})

    assert known(learner, "b") == {"satisfied": True, "measure": 0.5}


@pytest.mark.parametrize("minimum", [None, 0.4])
@pytest.mark.parametrize("depth", [2, 3])
def test_cluster_that_is_not_tracked_writes_no_global_objective(depth: int, minimum: float | None) -> None:
    """Nothing is recorded of it (Tracked, SN 3.13), and so nothing is known that it could share."""
    shared = objectives(primary("eget", writes("global", *ITEMS), minimum=minimum))
    mapp = cluster("mapp", leaf("a"), sequencing=merged(shared, UNTRACKED))
    learner = Learner.of(mapp if depth == 2 else cluster("yttre", mapp), leaf("b", sharing(reads("global"))))
    learner.starts()

    learner.requests("continue", cmi={**DONE, "score": {"scaled": "0.5"}, "progress_measure": "0.5"})

    assert learner.state["objectives"] == {}


@pytest.mark.parametrize("depth", [2, 3])
def test_written_objective_rolls_up_where_it_is_read(depth: int) -> None:
    reader = leaf("b", objectives(primary("eget", reads("global"))))
    mapp = cluster("mapp", reader) if depth == 2 else cluster("yttre", cluster("mapp", reader))
    learner = Learner.of(leaf("a", objectives(primary("eget", writes("global")))), mapp)
    learner.starts()

    answer = learner.requests("exit", cmi={**FAILED})

    # b was never played: through the global objective it is known to be failed, and so is its cluster
    assert learner.status("mapp")[1] is False
    assert answer.rollup.satisfied is False


def test_clusters_that_write_what_each_other_read_do_not_go_round() -> None:
    def crossed(name: str, writes_to: str, reads_from: str) -> Item:
        part = leaf(f"{name}-del", objectives(primary("eget", reads(reads_from))))
        return cluster(name, leaf(name), part, sequencing=objectives(primary("k", writes(writes_to))))

    learner = Learner.of(crossed("x", "g1", "g2"), crossed("y", "g2", "g1"))
    learner.starts()

    assert learner.goes("continue", **FAILED) == "x-del"


@pytest.mark.parametrize(
    ("condition", "set_data", "delivered"),
    [
        ("completed", {"completion_status": "completed"}, "c"),
        ("completed", {"completion_status": "incomplete"}, "b"),
        ("completed", {}, "b"),
        ("activityProgressKnown", {"completion_status": "incomplete"}, "c"),
    ],
)
def test_rule_on_the_completion_of_an_objective(
    condition: str, set_data: dict[str, str], delivered: str
) -> None:
    skipped = rule("skip", {"condition": condition, "operator": "noOp", "referencedObjective": "mål"})
    learner = Learner.of(
        leaf("a", sharing(writes("global", "CompletionStatus"))),
        leaf("b", sharing(reads("global", "CompletionStatus")), skipped),
        leaf("c"),
    )
    learner.starts()

    assert learner.goes("continue", objectives=[{"id": "mål", **set_data}], **DONE) == delivered


def test_objectives_of_an_item_begin_with_what_is_known() -> None:
    learner = Learner.of(
        leaf("a", objectives(primary("eget", writes("g")), secondary("annat"))),
        leaf("b", objectives(primary("", minimum=0.8), secondary("mål å", reads("g")), secondary("nytt"))),
    )
    learner.starts()
    learner.requests("continue", cmi={**DONE, "score": {"scaled": "0.9"}})

    found = objectives_of(learner.tree, learner.state, "b")

    assert [(data.identifier, dict(data.items)) for data in found] == [
        ("mål å", {"satisfied": True, "measure": 0.9}),
        ("nytt", {}),
    ]


def test_known_global_objectives_can_be_there_from_the_start() -> None:
    skipped = rule("skip", {"condition": "satisfied", "operator": "noOp", "referencedObjective": "mål"})
    learner = Learner.of(leaf("a", sharing(reads("global")), skipped), leaf("b"))
    learner.state = new_state({"global": {"satisfied": True}})

    assert learner.starts() == "b"


@pytest.mark.parametrize(("to_system", "expected"), [(False, "a"), (True, "b"), (None, "b")])
def test_new_attempt_on_the_root_forgets_objectives_that_are_its_own(
    to_system: bool | None, expected: str
) -> None:
    skipped = rule("skip", {"condition": "satisfied", "operator": "noOp", "referencedObjective": "mål"})
    set_data = {} if to_system is None else {"objectivesGlobalToSystem": to_system}
    learner = Learner.of(
        leaf("a", objectives(primary("eget", writes("g")), secondary("mål", reads("g"))), skipped),
        leaf("b"),
        sequencing=merged(FLOW, set_data),
    )
    learner.starts()
    learner.requests("exitAll", cmi=DONE)
    learner.starts()
    learner.requests("exitAll", cmi=DONE)

    assert learner.starts() == expected
