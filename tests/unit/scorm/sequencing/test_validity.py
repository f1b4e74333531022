"""What may be requested (SN 5.6.5): the one pass over the tree answers as the processes themselves do."""

from __future__ import annotations

import random
import time
from typing import Any

import pytest

from scorm.sequencing.answers import process
from scorm.sequencing.model.enums import Edition, NavigationRequest
from scorm.sequencing.model.parsing import Item
from scorm.sequencing.model.sco import ScoData
from tests.unit.scorm.sequencing.trees import (
    DONE,
    FAILED,
    FLOW,
    FLOW_ALONE,
    INCOMPLETE,
    ONE_ATTEMPT,
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
    when,
    writes,
)

PRECONDITIONS = ("skip", "disabled", "hiddenFromChoice", "stopForwardTraversal")
CONDITIONS = (
    "always",
    "attempted",
    when("attempted", negated=True),
    "satisfied",
    when("satisfied", negated=True),
    "objectiveStatusKnown",
    when("satisfied", of="mål"),
    when("objectiveStatusKnown", of="mål", negated=True),
    "completed",
)
POSTCONDITIONS = ("retry", "continue", "previous", "exitParent", "exitAll", "retryAll")


class Dice:
    """Random trees and requests that follow from a number."""

    def __init__(self, number: int, *, has_postconditions: bool) -> None:
        self.random = random.Random(number)  # noqa: S311 - test data
        self.has_postconditions = has_postconditions
        self.count = 0

    def rarely(self, chance: float) -> bool:
        return self.random.random() < chance

    def sequencing(self) -> Data:
        parts: list[Data] = []
        if self.rarely(0.25):
            parts.append(rule(self.random.choice(PRECONDITIONS), self.random.choice(CONDITIONS)))
        if self.rarely(0.1):
            parts.append(rule("exit", self.random.choice(CONDITIONS)))
        if self.has_postconditions and self.rarely(0.2):
            parts.append(rule(self.random.choice(POSTCONDITIONS), self.random.choice(CONDITIONS)))
        if self.rarely(0.15):
            parts.append(ONE_ATTEMPT)
        if self.rarely(0.1):
            parts.append(UNTRACKED)
        if self.rarely(0.2):
            considered = {name: self.rarely(0.6) for name in ("preventActivation", "constrainChoice")}
            parts.append({"constrainedChoiceConsiderations": considered})
        if self.rarely(0.5):
            target = f"g{self.random.randrange(3)}"
            parts.append(
                objectives(
                    primary("eget", writes(target)), secondary("mål", reads(f"g{self.random.randrange(3)}"))
                )
            )
        return merged(*parts)

    def item(self, depth: int) -> Item:
        self.count += 1
        name = f"i{self.count}"
        if depth == 0 or self.rarely(0.45):
            return leaf(name, self.sequencing(), is_visible=not self.rarely(0.1))
        modes = {
            "flow": not self.rarely(0.15),
            "choice": not self.rarely(0.15),
            "choiceExit": not self.rarely(0.15),
            "forwardOnly": self.rarely(0.15),
        }
        drawn: Data = {}
        if self.rarely(0.15):
            drawn = {"randomizationControls": {"selectionTiming": "once", "selectCount": 2}}
        children = [self.item(depth - 1) for _ in range(self.random.randint(1, 3))]
        return cluster(name, *children, sequencing=merged(self.sequencing(), drawn), **modes)

    def learner(self) -> Learner:
        items = [self.item(3) for _ in range(self.random.randint(2, 3))]
        edition = self.random.choice(list(Edition))
        return Learner.of(*items, sequencing=FLOW, edition=edition)

    def cmi(self) -> dict[str, Any]:
        cmi = self.random.choice((DONE, FAILED, INCOMPLETE, {"success_status": "unknown"}))
        return {**cmi, "exit": self.random.choice(("", "suspend"))}


def outcome(learner: Learner, request: str, target: str, cmi: dict[str, Any]) -> tuple[str, bool]:
    """Return the exception of the request itself, and whether it ends the session."""
    _, answer = process(
        learner.tree,
        learner.state,
        NavigationRequest(request),
        target=target,
        sco=ScoData.from_cmi(cmi),
        seed=learner.seed,
    )
    nothing = "" if answer.delivered or answer.ended else "nothing"
    return answer.exception or nothing, answer.ended is not None


def play_at_random(learner: Learner, dice: Dice) -> None:
    """Make one move: a choice, a jump, or a way on."""
    names = [activity.identifier for activity in learner.tree.activities]
    if learner.state["current"] is None:
        request = "resumeAll" if learner.state["suspended"] else "start"
        if learner.requests(request).exception:
            learner.requests("choice", dice.random.choice(names))
        return
    request = dice.random.choice(
        ("continue", "continue", "previous", "choice", "choice", "exit", "suspendAll")
    )
    learner.requests(request, dice.random.choice(names) if request == "choice" else "", dice.cmi())


@pytest.mark.parametrize("number", range(60))
def test_choices_are_valid_as_the_processes_decide(number: int) -> None:
    dice = Dice(number, has_postconditions=False)
    learner = dice.learner()
    for _ in range(8):
        cmi = dice.cmi()
        refusals = learner.refusals(**cmi)

        for activity in learner.tree.activities[1:]:
            expected, _ = outcome(learner, "choice", activity.identifier, cmi)
            assert refusals.get(activity.identifier, "") == expected, (number, activity, learner.state)
        play_at_random(learner, dice)


@pytest.mark.parametrize("number", range(60))
def test_continue_and_previous_are_valid_as_the_processes_decide(number: int) -> None:
    dice = Dice(number, has_postconditions=True)
    learner = dice.learner()
    for _ in range(8):
        cmi = dice.cmi()
        validity = learner.sees(**cmi).validity

        onward, ends = outcome(learner, "continue", "", cmi)
        back, _ = outcome(learner, "previous", "", cmi)
        assert (validity.allows_continue, validity.continue_ends) == (not onward, ends), learner.state
        assert validity.allows_previous is not bool(back), learner.state
        play_at_random(learner, dice)


@pytest.mark.parametrize("number", range(20))
def test_preview_changes_nothing(number: int) -> None:
    dice = Dice(number, has_postconditions=True)
    learner = dice.learner()
    for _ in range(4):
        play_at_random(learner, dice)
    before = learner.state

    learner.sees(**DONE)

    assert learner.state == before
    assert learner.session.to_json() == before


# How the table of contents shows an item


def test_contents_show_open_locked_and_hidden_items() -> None:
    learner = Learner.of(
        leaf("a"),
        leaf("osynlig", is_visible=False),
        leaf("dold", rule("hiddenFromChoice", "always")),
        leaf("stängd", rule("disabled", "always")),
        cluster("mapp", leaf("b"), choice=False),
        cluster("tom", leaf("c", rule("disabled", "always"))),
    )
    learner.starts()

    assert learner.shown() == {
        "a": "open",
        "osynlig": "hidden",
        "dold": "hidden",
        "stängd": "locked",
        "mapp": "open",
        "b": "locked",
        "tom": "locked",
        "c": "locked",
    }


def test_contents_show_what_the_end_of_this_part_would_open() -> None:
    after = rule(
        "disabled",
        when("satisfied", of="mål", negated=True),
        when("objectiveStatusKnown", of="mål", negated=True),
        combination="any",
    )
    learner = Learner.of(
        leaf("a", objectives(primary("eget", writes("g")))),
        leaf("b", after, objectives(primary("eget"), secondary("mål", reads("g")))),
    )
    learner.starts()

    assert learner.shown(**FAILED)["b"] == "locked"
    assert learner.shown(**DONE)["b"] == "open"


def test_contents_are_the_same_after_suspend_and_resume() -> None:
    learner = Learner.of(
        leaf("a", ONE_ATTEMPT),
        leaf("b", rule("stopForwardTraversal", when("attempted"))),
        leaf("c"),
        leaf("d"),
    )
    learner.starts()
    learner.requests("continue", cmi=DONE)
    before = learner.sees(**INCOMPLETE, exit="suspend").validity
    learner.requests("suspendAll", cmi=INCOMPLETE)

    learner.requests("resumeAll")

    assert learner.sees(**INCOMPLETE, exit="suspend").validity == before
    assert [item.state.value for item in before.items] == ["locked", "open", "locked", "locked"]


def test_jump_is_allowed_to_leaves_that_are_not_disabled() -> None:
    learner = Learner.of(
        leaf("a"), leaf("b", rule("hiddenFromChoice", "always")), leaf("c", rule("disabled", "always"))
    )
    before = learner.sees().validity
    learner.starts()

    allowed = [item.identifier for item in learner.sees().validity.items if item.allows_jump]

    assert allowed == ["a", "b"]
    assert not any(item.allows_jump for item in before.items)


def test_hidden_controls_are_those_of_the_current_item() -> None:
    learner = Learner.of(leaf("a", {"hideLMSUI": ["continue"]}), leaf("b", {"hideLMSUI": ["exitAll"]}))
    learner.starts()
    first = learner.sees().validity.hides
    learner.requests("continue", cmi=DONE)

    assert (first, learner.sees().validity.hides) == (("continue",), ("exitAll",))


def test_nothing_is_valid_in_a_tree_without_choice_before_the_start() -> None:
    learner = Learner.of(leaf("a"), sequencing=FLOW_ALONE)

    validity = learner.sees().validity

    assert (validity.allows_continue, validity.allows_previous) == (False, False)
    assert [item.identifier for item in validity.items if not item.exception] == []


def test_validity_of_a_thousand_items_takes_no_thousand_runs() -> None:
    after = rule("disabled", when("satisfied", of="mål", negated=True))
    items = [
        leaf(
            f"del-{n}", after, objectives(primary("e", writes(f"g{n}")), secondary("mål", reads(f"g{n - 1}")))
        )
        for n in range(1_000)
    ]
    learner = Learner.of(*items)
    learner.starts()
    learner.sees()
    begin = time.process_time()

    learner.sees(**DONE)

    # about 15 ms; a quadratic way takes seconds
    assert time.process_time() - begin < 0.5
