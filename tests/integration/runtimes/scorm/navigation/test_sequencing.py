"""Deliveries and outcomes of sequencing, on real packages."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from lms.attempts.exceptions import NavigationRefused
from lms.attempts.models import ScoState
from lms.records.models import Completion
from lms.runtimes.scorm.navigation.actions import navigate
from tests.factories.packages import Folder, Sco
from tests.factories.sequencing import (
    DONE,
    FAILED,
    FLOW,
    Player,
    mapped,
    objective,
    objectives,
    rule,
    sequenced_package,
    sequencing,
)
from tests.factories.tracking import content_host, token_of

pytestmark = pytest.mark.django_db

TWO = (Sco("a"), Sco("b"))


def test_flow_when_every_part_is_done_completes_the_package_and_the_module() -> None:
    player = Player.of(sequenced_package(*TWO))
    assert (player.part, player.open_parts) == ("a", ["a", "b"])

    player.finish("continue", **DONE)
    assert (player.part, player.outcome[:2]) == ("b", ("incomplete", "unknown"))

    answer = player.finish("continue", **DONE)
    assert (answer.ended, answer.delivered, answer.module_is_done) == ("end_of_content", "", True)
    assert player.outcome == ("completed", "passed", None)
    assert Completion.objects.count() == 1


def test_last_commit_before_a_closed_tab_completes_the_package() -> None:
    player = Player.of(sequenced_package(*TWO))
    player.finish("continue", **DONE)
    player.commit(**DONE)
    assert player.outcome == ("completed", "passed", None)


def test_precondition_skip_passes_over_a_part_whose_objective_is_satisfied() -> None:
    writes = objectives(objective("o", mapped("g", writes=True), primary=True))
    reads = objectives(objective("own", primary=True), objective("o", mapped("g", writes=False)))
    package = sequenced_package(
        Sco("pre", extra=sequencing(writes)),
        Sco("lesson", extra=sequencing(rule("preCondition", "skip", "satisfied", of="o"), reads)),
        Sco("end"),
    )
    passed = Player.of(package)
    passed.finish("continue", **DONE)
    assert passed.part == "end"
    learns = Player.of(package)
    learns.finish("continue", **FAILED)
    assert learns.part == "lesson"


@pytest.mark.parametrize("rule_", ["disabled", "hiddenFromChoice"])
@pytest.mark.parametrize("is_requested_at_the_end", [True, False])
def test_choice_of_what_the_end_of_the_part_opens_is_taken_at_once(
    rule_: str, is_requested_at_the_end: bool
) -> None:
    writes = objectives(objective("w", mapped("g", writes=True), primary=True))
    reads = objectives(objective("own", primary=True), objective("o", mapped("g", writes=False)))
    closed = rule("preCondition", rule_, "objectiveStatusKnown", operator="not", of="o")
    player = Player.of(
        sequenced_package(Sco("a", extra=sequencing(writes)), Sco("b", extra=sequencing(closed, reads)))
    )
    assert player.navigate("choice", "b").is_allowed is False
    player.commit(**DONE)
    assert player.open_parts == ["a", "b"]
    answer = (
        player.finish("choice", "b", **DONE) if is_requested_at_the_end else player.navigate("choice", "b")
    )
    assert (answer.is_allowed, player.part) == (True, "b")
    player.finish("continue", **DONE)
    assert player.outcome[:2] == ("completed", "passed")


def test_choice_out_of_a_part_without_choice_exit_is_refused() -> None:
    stays = '<imsss:controlMode choiceExit="false"/>'
    writes = objectives(objective("w", mapped("g", writes=True), primary=True))
    reads = objectives(objective("own", primary=True), objective("o", mapped("g", writes=False)))
    closed = rule("preCondition", "disabled", "objectiveStatusKnown", operator="not", of="o")
    first, second = sequencing(stays, writes), sequencing(closed, reads)
    player = Player.of(sequenced_package(Sco("a", extra=first), Sco("b", extra=second)))
    player.commit(**DONE)

    assert (player.navigate("choice", "b").is_allowed, player.part) == (False, "a")


def test_choice_when_the_end_of_the_part_leads_elsewhere_is_not_taken() -> None:
    leads_on = rule("postCondition", "exitAll", "always")
    closed = rule("preCondition", "disabled", "objectiveStatusKnown", operator="not", of="o")
    writes = objectives(objective("w", mapped("g", writes=True), primary=True))
    reads = objectives(objective("own", primary=True), objective("o", mapped("g", writes=False)))
    first, second = sequencing(leads_on, writes), sequencing(closed, reads)
    player = Player.of(sequenced_package(Sco("a", extra=first), Sco("b", extra=second)))
    answer = player.finish("choice", "b", **DONE)
    assert (answer.is_allowed, answer.ended, player.part) == (False, "exit_all", "")


def test_choice_of_a_hidden_or_disabled_part_is_refused() -> None:
    package = sequenced_package(
        Sco("a"),
        Sco("hidden", extra=sequencing(rule("preCondition", "hiddenFromChoice", "always"))),
        Sco("disabled", extra=sequencing(rule("preCondition", "disabled", "always"))),
    )
    player = Player.of(package)
    assert player.open_parts == ["a"]
    for target in ("hidden", "disabled", "nowhere"):
        answer = player.navigate("choice", target)
        assert (answer.is_allowed, answer.delivered, player.at.navigations) == (False, "a", 1)


def test_attempt_limit_when_it_is_used_up_opens_the_part_no_more() -> None:
    limit = '<imsss:limitConditions attemptLimit="1"/>'
    player = Player.of(sequenced_package(Sco("test", extra=sequencing(limit)), Sco("b")))
    player.finish("continue", **FAILED)
    assert player.part == "b"
    assert player.at.navigation["parts"][0]["spent"] is True
    assert player.navigate("choice", "test").is_allowed is False
    player.reopen()
    assert player.part == "b"


def test_postcondition_retry_delivers_the_failed_part_as_a_new_attempt() -> None:
    retry = rule("postCondition", "retry", "satisfied", operator="not")
    # Failed is known here: "not satisfied" would be unknown where nothing was set.
    player = Player.of(sequenced_package(Sco("test", extra=sequencing(retry)), Sco("b")))
    answer = player.finish("continue", **FAILED)
    assert (answer.delivered, player.part) == ("test", "test")
    player.finish("continue", **DONE)
    assert player.part == "b"


def test_rollup_by_measure_weighs_the_parts() -> None:
    def part(name: str, weight: str) -> Sco:
        return Sco(name, extra=sequencing(f'<imsss:rollupRules objectiveMeasureWeight="{weight}"/>'))

    root = objectives(objective("root", primary=True, minimum="0.7"))
    player = Player.of(sequenced_package(part("a", "0.25"), part("b", "0.75"), extra=root))
    player.finish("continue", completion_status="completed", score=0.2)
    player.finish("continue", completion_status="completed", score=1.0)
    assert player.outcome == ("completed", "passed", pytest.approx(0.8))


def test_completion_threshold_decides_over_what_the_part_says() -> None:
    threshold = '<adlcp:completionThreshold completedByMeasure="true" minProgressMeasure="0.8"/>'
    player = Player.of(sequenced_package(Sco("a", extra=threshold), Sco("b")))
    player.finish("continue", completion_status="completed", progress_measure="0.5", success_status="passed")
    player.finish("continue", **DONE)
    assert player.outcome[0] == "incomplete"


def test_random_order_stays_as_it_was_drawn_when_the_learner_comes_back() -> None:
    random = '<imsss:randomizationControls randomizationTiming="once" reorderChildren="true"/>'
    parts = tuple(Sco(f"p{number}") for number in range(8))
    player = Player.of(sequenced_package(*parts, extra=random))
    drawn = [part["id"] for part in player.at.navigation["parts"]]
    player.finish("continue", **DONE)
    player.reopen()
    assert [part["id"] for part in player.at.navigation["parts"]] == drawn
    assert player.part == drawn[1]


@pytest.mark.parametrize("words", [{}, {"completion_status": "incomplete", "exit": "suspend"}])
def test_closed_tab_wherever_it_happens_is_taken_up_where_it_was(words: dict[str, str]) -> None:
    """https://github.com/jcputney/scorm-again/issues/1701."""
    player = Player.of(sequenced_package(*TWO, Sco("c")))
    player.finish("continue", **DONE)
    if words:
        player.commit(trigger="finish", **words)
    for _ in range(3):
        player.reopen()
        assert player.part == "b"
    player.finish("continue", **DONE)
    assert player.part == "c"


def test_closed_tab_after_a_part_had_ended_goes_on_with_the_next() -> None:
    player = Player.of(sequenced_package(*TWO))
    player.commit(trigger="finish", exit="", **DONE)
    player.reopen()
    assert player.part == "b"


def test_suspend_all_from_content_ends_the_session_and_is_resumed() -> None:
    player = Player.of(sequenced_package(*TWO))
    player.finish("continue", **DONE)
    answer = player.finish("suspendAll", completion_status="incomplete", exit="suspend", location="4")
    assert (answer.ended, player.part) == ("suspend_all", "")
    player.reopen()
    assert (player.part, ScoState.objects.get(sco="b").exit) == ("b", "suspend")


def test_exit_all_ends_the_session_and_the_next_launch_starts_again() -> None:
    player = Player.of(sequenced_package(*TWO, Sco("c")))
    player.finish("continue", **DONE)
    answer = player.finish("exitAll", completion_status="incomplete")
    assert (answer.ended, answer.module_is_done) == ("exit_all", False)
    player.reopen()
    assert player.part == "a"
    assert ScoState.objects.get(sco="a").completion_status == "completed"


def test_choice_only_package_delivers_the_first_part_that_is_not_done() -> None:
    player = Player.of(sequenced_package(*TWO, control='<imsss:controlMode choice="true" flow="false"/>'))
    assert player.part == "a"
    assert player.navigate("continue").is_allowed is False
    player.finish("choice", "b", **DONE)
    assert player.part == "b"


def test_forward_only_refuses_the_way_back() -> None:
    control = '<imsss:controlMode choice="false" flow="true" forwardOnly="true"/>'
    player = Player.of(sequenced_package(*TWO, control=control))
    player.finish("continue", **DONE)
    assert (player.part, player.at.navigation["previous"]) == ("b", False)
    assert player.navigate("previous").is_allowed is False
    assert player.part == "b"


def test_nested_parts_are_played_in_order() -> None:
    inner = Folder("f", children=[Sco("x"), Sco("y")], extra=sequencing(FLOW))
    player = Player.of(sequenced_package(inner, Sco("z")))
    played_parts = [player.part]
    for _ in range(2):
        player.finish("continue", **DONE)
        played_parts.append(player.part)
    assert played_parts == ["x", "y", "z"]


def test_request_sent_twice_navigates_once() -> None:
    player = Player.of(sequenced_package(*TWO, Sco("c")))
    player.commit(trigger="finish", exit="", **DONE)
    for _ in range(2):
        answer = navigate(launch=player.launch.pk, request="continue", target="", after=1)
    assert (answer.delivered, player.at.navigations) == ("b", 2)


@pytest.mark.parametrize(
    ("request_", "target"), [("start", ""), ("look", ""), ("reopen", ""), ("choice", ""), ("continue", "b")]
)
def test_request_that_is_none_is_refused(request_: str, target: str) -> None:
    player = Player.of(sequenced_package(*TWO))
    with pytest.raises(NavigationRefused):
        player.navigate(request_, target)


def test_part_that_was_left_before_it_said_a_word_completes_nothing() -> None:
    player = Player.of(sequenced_package(*TWO))
    player.navigate("continue")
    assert player.part == "b"
    player.finish("continue", **DONE)
    assert player.outcome[0] == "incomplete"


def test_recorded_outcome_of_a_part_taken_again_never_goes_backwards() -> None:
    player = Player.of(sequenced_package(*TWO))
    player.finish("continue", **DONE)
    player.finish("choice", "a", **DONE)
    player.finish("continue", **FAILED)
    assert player.outcome[:2] == ("completed", "passed")


def test_test_set_completed_at_opening_is_not_complete_without_a_success() -> None:
    own = sequencing(objectives(objective("judged", primary=True)))
    player = Player.of(sequenced_package(Sco("lesson"), Sco("test", extra=own)))
    player.finish("continue", **DONE)
    player.commit(completion_status="completed")
    assert player.outcome[:2] == ("incomplete", "unknown")
    player.commit(**FAILED)
    assert (player.outcome[:2], Completion.objects.count()) == (("completed", "failed"), 0)
    player.commit(**DONE)
    assert (player.outcome[:2], Completion.objects.count()) == (("completed", "passed"), 1)


def test_address_that_names_another_part_gets_a_plain_refusal_and_no_state(client: Client) -> None:
    player = Player.of(sequenced_package(*TWO))
    host = content_host(player.launch.package_attempt.package)
    address = f"/l/{token_of(player.launch)}/"
    forged = client.get(address, {"sco": "b"}, HTTP_HOST=host)
    assert forged.status_code == 403
    assert 'id="state"' not in forged.content.decode()
    assert client.get(address, HTTP_HOST=host).status_code == 200
    assert player.part == "a"


def test_navigation_over_http_answers_where_the_learner_is(client: Client) -> None:
    player = Player.of(sequenced_package(*TWO))
    player.commit(trigger="finish", exit="", **DONE)
    host = content_host(player.launch.package_attempt.package)
    address = f"/l/{token_of(player.launch)}/navigate"

    def post(data: object, to: str = address) -> tuple[int, dict[str, Any]]:
        answer = client.post(to, json.dumps(data), content_type="text/plain", HTTP_HOST=host)
        return answer.status_code, answer.json()

    assert post({"request": "continue"})[0] == 400
    assert post({"request": "fly", "after": 1})[0] == 400
    assert post({"request": "choice", "target": "b\ud800", "after": 1})[0] == 400
    for written in (1, False, ["continue"], "continue\ud800"):
        assert post({"written": written, "after": 1})[0] == 400
    assert post({"request": "continue", "after": 1}, "/l/forged/navigate")[0] == 403
    status, answer = post({"request": "continue", "after": 1})
    assert (status, answer["delivered"], answer["after"]) == (200, "b", 2)
    player.reopen()
    assert post({"request": "previous", "after": 3})[1]["code"] == "lease_lost"
