"""What a part that is visited for the first time has set counts, whatever is recorded of it at its end."""

from __future__ import annotations

import pytest

from tests.factories.packages import Sco
from tests.factories.sequencing import Player, objective, objectives, rule, sequenced_package, sequencing

pytestmark = pytest.mark.django_db

READS = '<adlseq:mapInfo targetObjectiveID="g"/>'
WRITES = '<adlseq:mapInfo targetObjectiveID="g" writeCompletionStatus="true" writeProgressMeasure="true"/>'


def part(identifier: str, maps: str, extra: str = "") -> Sco:
    """A part whose primary objective is shared by adlseq:mapInfo."""
    mapped = f'<adlseq:objective objectiveID="mål">{maps}</adlseq:objective>'
    shared = f"<adlseq:objectives>{mapped}</adlseq:objectives>"
    own = objectives(objective("mål", primary=True))
    return Sco(identifier, extra=sequencing("", extra, own, shared))


def test_progress_of_a_part_without_a_status_reaches_the_objective() -> None:
    """A part that has set a progress alone is recorded as completed when it ends (ADL's suite, CT-01)."""
    player = Player.of(
        sequenced_package(part("a", WRITES), part("b", READS), schema_version="2004 4th Edition")
    )

    player.finish("continue", sets=["progress_measure"], progress_measure="0.4")

    assert player.at.engine["objectives"]["g"]["progress"] == 0.4


def test_incomplete_primary_objective_counts_where_the_status_was_not_set() -> None:
    """ADL's suite, CO-02b: `b` is skipped while the objective is not completed."""
    skips = rule("preCondition", "skip", "completed", operator="not")
    player = Player.of(
        sequenced_package(
            part("a", WRITES), part("b", READS, skips), Sco("c"), schema_version="2004 4th Edition"
        )
    )

    player.finish(
        "continue",
        sets=["objectives.0.completion_status"],
        objectives={"0": {"id": "mål", "completion_status": "incomplete"}},
    )

    assert player.part == "c"


def test_part_that_was_done_and_is_looked_at_again_stays_done() -> None:
    by_progress = '<adlcp:completionThreshold completedByMeasure="true" minProgressMeasure="0.5"/>'
    player = Player.of(
        sequenced_package(Sco("a", extra=by_progress), Sco("b"), schema_version="2004 4th Edition")
    )
    player.finish("continue", sets=["progress_measure"], progress_measure="0.9")
    player.finish("previous", sets=["completion_status"], completion_status="completed")

    player.finish("continue", sets=["progress_measure"], progress_measure="0.1")
    player.finish("exitAll", sets=["completion_status"], completion_status="completed")

    assert player.outcome[0] == "completed"


def test_part_that_was_done_when_it_was_suspended_stays_done() -> None:
    """Content sets "incomplete" as it begins, also where it is taken up again."""
    player = Player.of(sequenced_package(Sco("a"), Sco("b"), schema_version="2004 4th Edition"))
    player.finish("continue", sets=["completion_status"], completion_status="completed", exit="suspend")
    player.finish("previous", sets=["completion_status"], completion_status="incomplete", exit="suspend")

    player.finish("continue", sets=["completion_status"], completion_status="incomplete", exit="suspend")
    player.finish("exitAll", sets=["completion_status"], completion_status="completed")

    assert player.outcome[0] == "completed"
