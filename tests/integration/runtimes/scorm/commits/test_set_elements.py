"""What content has set, as opposed to what a full-state commit holds (SCORM 2004 SN UP.4, RTE 4.2)."""

from __future__ import annotations

from typing import Any

import pytest

from lms.attempts.enums import LaunchKind
from lms.attempts.launches.tokens import LaunchToken
from lms.attempts.models import ScoState
from lms.records.models import Completion
from lms.runtimes.scorm.player.shells import shell_for
from scorm.sequencing.model.tree import ROOT
from tests.factories.packages import SCORM_2004, Sco, make_package
from tests.factories.sequencing import (
    Player,
    mapped,
    objective,
    objectives,
    rule,
    sequenced_package,
    sequencing,
)

pytestmark = pytest.mark.django_db

#: what a full-state commit holds where content has set nothing
UNSET: dict[str, Any] = {"completion_status": "unknown", "success_status": "unknown"}
STATUSES = ("completion_status", "success_status")


def shared_part(identifier: str, *, reads: bool = True) -> Sco:
    """A part whose objective "shared" is read from a global one, and written to it."""
    maps = (mapped("g", writes=True), mapped("g", writes=False)) if reads else (mapped("g", writes=True),)
    return Sco(
        identifier, extra=sequencing(objectives(objective("own", primary=True), objective("shared", *maps)))
    )


def seed_of(player: Player) -> dict[str, str]:
    """What the run-time of the part that is delivered begins with."""
    return shell_for(LaunchToken(LaunchKind.RECORD, str(player.launch.pk), "sv")).initial_cmi


@pytest.mark.parametrize(
    ("sets", "completion", "completions"),
    [
        (None, "completed", 1),  # a page that does not send the set elements
        ([], "completed", 1),
        (["success_status"], "completed", 1),
        (["completion_status"], "incomplete", 0),
    ],
)
def test_completion_set_to_unknown_in_a_package_of_one_part_is_kept(
    sets: list[str] | None, completion: str, completions: int
) -> None:
    player = Player.of(make_package([Sco("one")], standard=SCORM_2004))

    player.commit(trigger="finish", part="one", sets=sets, exit="", **UNSET)

    assert player.outcome[0] == completion
    assert Completion.objects.count() == completions


@pytest.mark.parametrize(
    ("sets", "rolled_up"),
    [
        ([], ("completed", "passed")),
        (["success_status"], ("completed", "unknown")),
        (["completion_status"], ("incomplete", "passed")),
        (list(STATUSES), ("incomplete", "unknown")),
    ],
)
def test_status_set_to_unknown_in_a_sequenced_package_is_not_filled_in(
    sets: list[str], rolled_up: tuple[str, str]
) -> None:
    player = Player.of(sequenced_package(Sco("a"), Sco("b")))
    done = {"completion_status": "completed", "success_status": "passed"}
    player.finish("continue", sets=STATUSES, **done)

    player.finish("exitAll", sets=sets, **UNSET)

    root = player.at.engine["activities"][ROOT].get("objectives", {}).get("", {})
    assert (root.get("completed"), root.get("satisfied")) == (
        {"completed": True, "incomplete": None}[rolled_up[0]],
        {"passed": True, "unknown": None}[rolled_up[1]],
    )


def test_retry_while_known_ends_when_content_sets_the_status_to_unknown() -> None:
    again = sequencing(rule("postCondition", "retry", "objectiveStatusKnown"))
    player = Player.of(sequenced_package(Sco("test", extra=again), Sco("end")))

    player.finish("continue", sets=STATUSES, completion_status="completed", success_status="failed")
    assert player.part == "test"
    player.finish("continue", sets=STATUSES, completion_status="completed", success_status="unknown")

    assert player.part == "end"


def test_elements_set_before_the_page_is_loaded_again_count_as_set() -> None:
    player = Player.of(make_package([Sco("one")], standard=SCORM_2004))
    player.commit(part="one", sets=["completion_status"], **UNSET)
    session = player.session
    player.session = type(session)(int=session.int ^ 1)

    player.commit(trigger="finish", part="one", sets=[], exit="", **UNSET)

    assert player.outcome[0] == "incomplete"


def test_elements_set_in_an_ended_attempt_do_not_count_in_the_next() -> None:
    player = Player.of(make_package([Sco("one")], standard=SCORM_2004))
    player.commit(trigger="finish", part="one", sets=["completion_status"], exit="", **UNSET)
    player.reopen()

    player.commit(trigger="finish", part="one", sets=[], exit="", **UNSET)

    assert player.outcome[0] == "completed"


def test_objective_that_content_did_not_set_is_not_written_back() -> None:
    player = Player.of(sequenced_package(shared_part("a"), shared_part("b")))
    given = {"objectives": {"0": {"id": "shared", "success_status": "failed"}}}
    path = "objectives.0.success_status"
    player.finish("continue", sets=[path], completion_status="incomplete", exit="suspend", **given)
    passed = {"objectives": {"0": {"id": "shared", "success_status": "passed"}}}
    player.finish("previous", sets=[path], completion_status="incomplete", exit="suspend", **passed)
    assert player.part == "a"

    # Its page still has what it was given, and sends it with everything else.
    player.finish("continue", sets=["completion_status"], completion_status="completed", exit="", **given)

    assert player.at.engine["objectives"]["g"]["satisfied"] is True


def test_objective_set_by_another_part_is_in_the_resumed_data_model() -> None:
    player = Player.of(sequenced_package(shared_part("a"), shared_part("b")))
    failed = {"objectives": {"0": {"id": "shared", "success_status": "failed"}}}
    passed = {"objectives": {"0": {"id": "shared", "success_status": "passed"}}}
    path = "objectives.0.success_status"
    player.finish("continue", sets=[path], completion_status="incomplete", exit="suspend", **failed)
    assert seed_of(player)["cmi.objectives.1.success_status"] == "failed"
    player.finish("previous", sets=[path], completion_status="incomplete", exit="suspend", **passed)

    initial_cmi = seed_of(player)

    assert player.part == "a"
    assert {path: value for path, value in initial_cmi.items() if path.startswith("cmi.objectives.")} == {
        "cmi.objectives.0.id": "shared",
        "cmi.objectives.0.success_status": "passed",
        "cmi.objectives.1.id": "own",
    }


def test_objective_set_by_content_is_not_replaced_at_a_reload() -> None:
    player = Player.of(sequenced_package(shared_part("a"), shared_part("b")))
    path = "objectives.0.success_status"
    player.commit(sets=[path], objectives={"0": {"id": "shared", "success_status": "failed"}}, exit="")

    assert seed_of(player)[f"cmi.{path}"] == "failed"
    assert ScoState.objects.get(sco="a").set_elements == [path]
