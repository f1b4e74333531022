"""Select Children [SR.1] and Randomize Children [SR.2]: drawn from the seed alone."""

from __future__ import annotations

import pytest

from scorm.sequencing import EndReason
from tests.unit.scorm.sequencing.trees import DONE, FLOW, INCOMPLETE, Data, Learner, cluster, leaf, merged

NAMES = [f"del-{number}" for number in range(6)]


def random(timing: str, *, count: int | None = None, reorders: bool = False) -> Data:
    controls: Data = {"selectionTiming": timing, "randomizationTiming": timing, "reorderChildren": reorders}
    return {"randomizationControls": controls | ({} if count is None else {"selectCount": count})}


def played(learner: Learner) -> list[str]:
    """Play from the start to the end; return what was delivered."""
    delivered = [learner.starts()]
    while (found := learner.goes("continue", **DONE)) != EndReason.END_OF_CONTENT:
        delivered.append(found)
    return delivered


def learner_of(sequencing: Data, seed: str = "försök-1") -> Learner:
    learner = Learner.of(*map(leaf, NAMES), sequencing=merged(FLOW, sequencing))
    learner.seed = seed
    return learner


def test_selected_children_are_played_in_their_order() -> None:
    delivered = played(learner_of(random("once", count=3)))

    assert len(delivered) == 3
    assert delivered == sorted(delivered)


def test_reordered_children_are_all_played_in_the_order_drawn() -> None:
    orders = {tuple(played(learner_of(random("once", reorders=True), seed))) for seed in "abcde"}

    assert {tuple(sorted(order)) for order in orders} == {tuple(NAMES)}
    assert len(orders) > 1


def test_same_seed_draws_the_same() -> None:
    sequencing = random("once", count=4, reorders=True)

    assert played(learner_of(sequencing)) == played(learner_of(sequencing))


@pytest.mark.parametrize(("timing", "same"), [("once", True), ("onEachNewAttempt", False)])
def test_draw_is_made_once_or_on_each_new_attempt(timing: str, same: bool) -> None:
    learner = learner_of(random(timing, count=3, reorders=True))

    draws = {tuple(played(learner)) for _ in range(4)}

    assert (len(draws) == 1) is same


def test_draw_stays_while_the_attempt_is_suspended() -> None:
    learner = learner_of(random("onEachNewAttempt", count=3, reorders=True))
    first = learner.starts()
    second = learner.goes("continue", **DONE)
    learner.requests("suspendAll", cmi=INCOMPLETE)

    assert learner.requests("resumeAll").delivered == second
    assert learner.goes("previous", **DONE) == first


@pytest.mark.parametrize("depth", [2, 3])
def test_draw_below_a_cluster_is_made_before_it_is_entered(depth: int) -> None:
    drawn = cluster("mapp", *map(leaf, NAMES), sequencing=random("once", count=2, reorders=True))
    learner = Learner.of(leaf("a"), drawn if depth == 2 else cluster("yttre", drawn))

    delivered = played(learner)

    assert len(delivered) == 3
    assert delivered[1:] == learner.state["activities"]["mapp"]["children"]


def test_timing_never_draws_nothing() -> None:
    assert played(learner_of(random("never", count=2, reorders=True))) == NAMES
