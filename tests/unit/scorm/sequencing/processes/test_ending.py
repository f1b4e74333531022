"""Ends of attempts [UP.3, UP.4], limits [UP.1], Check Activity [UP.5] and the data of content."""

from __future__ import annotations

from typing import Any

import pytest

from scorm.sequencing.model.sco import ScoData
from scorm.sequencing.model.tree import ROOT
from tests.unit.scorm.sequencing.trees import (
    DONE,
    FAILED,
    FLOW,
    INCOMPLETE,
    ONE_ATTEMPT,
    UNTRACKED,
    Learner,
    cluster,
    leaf,
    merged,
    objectives,
    primary,
    rule,
    secondary,
    when,
)


def set_by_content(**what: bool) -> dict[str, Any]:
    return {"deliveryControls": what}


# End Attempt Process [UP.4]


@pytest.mark.parametrize(
    ("controls", "set_data", "expected"),
    [
        ({}, {}, (True, True)),
        ({}, INCOMPLETE, (False, True)),
        ({}, {"success_status": "failed"}, (True, False)),
        ({}, {"completion_status": "unknown"}, (None, True)),
        ({}, {"success_status": "unknown"}, (True, None)),
        ({"completionSetByContent": True}, {}, (None, True)),
        ({"objectiveSetByContent": True}, {}, (True, None)),
        ({"completionSetByContent": True, "objectiveSetByContent": True}, {}, (None, None)),
        ({}, {"exit": "suspend"}, (None, None)),
    ],
)
def test_end_fills_in_what_content_did_not_inform_of(
    controls: dict[str, bool], set_data: dict[str, str], expected: tuple[bool | None, bool | None]
) -> None:
    learner = Learner.of(leaf("a", set_by_content(**controls)), leaf("b"))
    learner.starts()

    learner.requests("continue", cmi={"exit": "", **set_data})

    assert learner.status("a") == expected


def test_end_without_a_status_completes_and_satisfies() -> None:
    learner = Learner.of(leaf("film"), leaf("b"))
    learner.starts()

    learner.requests("continue")

    assert learner.status("film") == (True, True)


def test_end_of_untracked_content_records_nothing() -> None:
    learner = Learner.of(leaf("a", UNTRACKED), leaf("b"))
    learner.starts()

    learner.requests("continue", cmi=DONE)

    assert learner.status("a") == (None, None)
    assert learner.attempts("a") == 0


def test_end_of_suspended_content_suspends_its_clusters() -> None:
    learner = Learner.of(cluster("yttre", cluster("inre", leaf("a"), leaf("b")), leaf("c")), leaf("d"))
    learner.starts()

    learner.requests("choice", "d", cmi={"exit": "suspend"})

    session = learner.session
    states = {name: session.is_suspended(learner.tree.by_identifier[name]) for name in ("a", "inre", "yttre")}
    assert states == {"a": True, "inre": True, "yttre": True}


def test_end_of_cluster_without_suspended_children_is_no_suspension() -> None:
    learner = Learner.of(cluster("mapp", leaf("a"), leaf("b")), leaf("c"))
    learner.starts()
    learner.requests("choice", "c", cmi={"exit": "suspend"})
    learner.requests("choice", "a")

    learner.requests("choice", "c", cmi=DONE)

    assert not learner.session.is_suspended(learner.tree.by_identifier["mapp"])


def test_suspended_content_goes_on_with_its_attempt() -> None:
    learner = Learner.of(leaf("a"), leaf("b"))
    learner.starts()
    learner.requests("continue", cmi={**INCOMPLETE, "exit": "suspend"})

    answer = learner.requests("previous", cmi=DONE)

    assert (answer.delivered, answer.is_resumed, learner.attempts("a")) == ("a", True, 1)
    assert learner.status("a")[0] is False


def test_ended_content_begins_a_new_attempt() -> None:
    learner = Learner.of(leaf("a"), leaf("b"))
    learner.starts()
    learner.requests("continue", cmi=DONE)

    answer = learner.requests("previous", cmi=DONE)

    assert (answer.delivered, answer.is_resumed, learner.attempts("a")) == ("a", False, 2)
    assert learner.status("a") == (None, None)


# Terminate Descendent Attempts [UP.3]


def test_leaving_a_cluster_ends_all_below_the_common_ancestor() -> None:
    learner = Learner.of(cluster("yttre", cluster("inre", leaf("a")), leaf("b")), leaf("c"))
    learner.starts()

    learner.requests("choice", "c", cmi=DONE)

    session = learner.session
    active = [a.identifier for a in learner.tree.activities if session.is_active(a)]
    assert active == [ROOT, "c"]
    assert learner.status("inre") == (True, True)


def test_moving_within_a_cluster_ends_nothing_above() -> None:
    learner = Learner.of(cluster("mapp", leaf("a"), leaf("b")))
    learner.starts()

    learner.requests("continue", cmi=DONE)

    session = learner.session
    active = [a.identifier for a in learner.tree.activities if session.is_active(a)]
    assert active == [ROOT, "mapp", "b"]


# Limit Conditions Check [UP.1]


def test_limit_counts_attempts_that_begin() -> None:
    learner = Learner.of(leaf("a", ONE_ATTEMPT), leaf("b"))
    learner.starts()
    learner.requests("continue", cmi=DONE)

    assert learner.goes("choice", "a", **DONE) == "DB.1.1-3"


def test_limit_does_not_hold_against_a_suspended_attempt() -> None:
    learner = Learner.of(leaf("a", ONE_ATTEMPT), leaf("b"))
    learner.starts()
    learner.requests("continue", cmi={**INCOMPLETE, "exit": "suspend"})

    assert learner.goes("choice", "a", **DONE) == "a"


@pytest.mark.parametrize("at_root", [True, False])
def test_limit_of_an_open_cluster_lets_its_parts_be_played(at_root: bool) -> None:
    parts = (leaf("a"), leaf("b"))
    learner = (
        Learner.of(*parts, sequencing=merged(FLOW, ONE_ATTEMPT))
        if at_root
        else Learner.of(cluster("mapp", *parts, sequencing=ONE_ATTEMPT))
    )
    learner.starts()

    assert learner.goes("continue", **DONE) == "b"


def test_limit_of_a_cluster_that_was_left_shuts_its_parts() -> None:
    learner = Learner.of(cluster("mapp", leaf("a"), leaf("b"), sequencing=ONE_ATTEMPT), leaf("c"))
    learner.starts()
    learner.requests("choice", "c", cmi=DONE)

    assert learner.goes("choice", "b", **DONE) == "DB.1.1-3"


def test_limit_of_untracked_content_is_none() -> None:
    learner = Learner.of(leaf("a", ONE_ATTEMPT, UNTRACKED), leaf("b"))
    learner.starts()
    learner.requests("continue")

    assert learner.goes("previous") == "a"


def test_limit_below_zero_is_none() -> None:
    learner = Learner.of(leaf("a", {"limitConditions": {"attemptLimit": -1}}), leaf("b"))
    learner.starts()
    learner.requests("continue")

    assert learner.goes("previous") == "a"


def test_limit_of_zero_lets_the_first_attempt_begin() -> None:
    learner = Learner.of(leaf("a", {"limitConditions": {"attemptLimit": 0}}))

    # UP.1 requires Activity Progress Status, which only a first attempt makes true
    assert learner.starts() == "a"


# Check Activity [UP.5]


@pytest.mark.parametrize("inside", [False, True])
def test_disabled_activity_and_all_in_it_are_refused(inside: bool) -> None:
    closed = rule("disabled", "always")
    shut = cluster("mapp", leaf("b"), sequencing=closed) if inside else leaf("b", closed)
    learner = Learner.of(leaf("a"), shut)
    learner.starts()

    assert learner.goes("choice", "b", **DONE) == "DB.1.1-3"


# Data of content (RTE 4.2, SN 4.1)


def test_primary_objective_takes_the_status_of_the_content_first() -> None:
    learner = Learner.of(leaf("a", objectives(primary("mål"))), leaf("b"))
    learner.starts()

    goals = {"0": {"id": "mål", "success_status": "failed", "score": {"scaled": "0.4"}}}
    learner.requests("continue", cmi={"success_status": "passed", "objectives": goals})

    assert learner.status("a")[1] is True
    assert learner.measure("a") == pytest.approx(0.4)


def test_other_objectives_take_what_content_set_of_them() -> None:
    learner = Learner.of(leaf("a", objectives(primary("eget"), secondary("mål å"))), leaf("b"))
    learner.starts()

    goals = [{"id": "mål å", "success_status": "failed", "score": {"raw": "3", "scaled": "-0.5"}}]
    learner.requests("continue", cmi={"objectives": goals, "success_status": "passed"})

    session, a = learner.session, learner.tree.by_identifier["a"]
    assert session.local(a, 1).to_json() == {"satisfied": False, "measure": -0.5, "raw": 3.0}


def test_objectives_that_the_manifest_lacks_are_left_out() -> None:
    learner = Learner.of(leaf("a"), leaf("b"))
    learner.starts()

    learner.requests("continue", cmi={"objectives": {"0": {"id": "eget", "success_status": "failed"}}})

    assert learner.status("a") == (True, True)


@pytest.mark.parametrize(
    ("cmi", "items"),
    [
        ({}, {}),
        ({"completion_status": "", "score": ""}, {}),
        ({"completion_status": "not attempted"}, {"completed": False}),
        (
            {"completion_status": "unknown", "success_status": "unknown"},
            {"completed": None, "satisfied": None},
        ),
        ({"score": {"scaled": "1.5", "raw": "nan?", "min": "0", "max": "inf"}}, {"min": 0.0}),
        ({"progress_measure": "-0.1"}, {}),
        ({"progress_measure": 0.25}, {"progress": 0.25}),
    ],
)
def test_sco_data_reads_what_is_a_value(cmi: dict[str, Any], items: dict[str, Any]) -> None:
    assert ScoData.from_cmi(cmi).items == items


def test_content_set_to_unknown_makes_a_known_status_unknown() -> None:
    learner = Learner.of(leaf("a"), leaf("b"))
    learner.starts()
    learner.requests("continue", cmi={**DONE, "exit": "suspend"})
    learner.requests("previous", cmi=DONE)

    learner.requests("continue", cmi={"completion_status": "unknown", "success_status": "unknown"})

    assert learner.status("a") == (None, None)


def test_retry_while_known_ends_where_content_says_unknown() -> None:
    again = rule("retry", "objectiveStatusKnown")
    learner = Learner.of(leaf("a", again), leaf("b"))
    learner.starts()

    assert learner.goes("continue", **FAILED) == "a"
    assert learner.goes("continue", completion_status="completed", success_status="unknown") == "b"


def test_skipped_by_rule_on_attempts_reads_the_count() -> None:
    learner = Learner.of(leaf("a", rule("skip", when("attempted"))), leaf("b"))
    learner.starts()
    learner.requests("continue", cmi=DONE)

    assert learner.goes("previous", **DONE) == "SB.2.1-3"
