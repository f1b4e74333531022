"""Select Children [SR.1] and Randomize Children [SR.2]: drawn from the seed alone."""

from __future__ import annotations

import pytest

from scorm.sequencing.model.enums import EndReason
from scorm.sequencing.model.parsing import Item
from tests.unit.scorm.sequencing.trees import (
    DONE,
    FLOW,
    INCOMPLETE,
    Data,
    Learner,
    cluster,
    leaf,
    merged,
    rule,
)

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


def drawn_cluster(depth: int, *children: Item, count: int = 3) -> Item:
    """A cluster "mapp" that draws on each new attempt, at depth two or three, with "a" before it."""
    timing = random("onEachNewAttempt", count=count, reorders=True)
    drawn = cluster("mapp", *(children or map(leaf, NAMES)), sequencing=timing)
    return drawn if depth == 2 else cluster("yttre", drawn)


def ended_draw(depth: int, seed: str) -> tuple[Learner, list[str]]:
    """Play the cluster to its end and continue; return the learner, and the draw of the ended attempt."""
    learner = Learner.of(leaf("a"), drawn_cluster(depth), leaf("z"))
    learner.seed = seed
    learner.starts()
    drawn = [learner.goes("continue", **DONE) for _ in range(3)]
    assert learner.goes("continue", **DONE) == "z"
    return learner, drawn


def listed(learner: Learner, **cmi: str) -> list[str]:
    """Return what the contents show of the cluster, in its order."""
    items = learner.sees(**cmi).validity.items
    return [item.identifier for item in items if item.identifier in NAMES and item.exception != "SB.2.9-2"]


@pytest.mark.parametrize("depth", [2, 3])
@pytest.mark.parametrize("request_", [("choice", "a"), ("choice", "z"), ("previous", ""), ("exitAll", "")])
def test_children_of_an_ended_attempt_stay_until_the_next_begins(
    depth: int, request_: tuple[str, str]
) -> None:
    learner, drawn = ended_draw(depth, "försök-å")
    measure = learner.status("mapp")

    assert (listed(learner), listed(learner, **DONE)) == (drawn, drawn)
    if request_[0] == "previous":
        learner.requests("choice", "a", DONE)
    else:
        learner.requests(*request_, cmi=DONE)

    assert (listed(learner), learner.status("mapp")) == (drawn, measure)
    assert learner.state["activities"]["mapp"]["children"] == drawn
    assert not [name for name in drawn if name in learner.refusals()]


@pytest.mark.parametrize("depth", [2, 3])
@pytest.mark.parametrize("way", ["flow", "folder", "backward"])
def test_children_are_drawn_anew_as_a_flow_begins_an_attempt(depth: int, way: str) -> None:
    changed = 0
    for seed in "abcd":
        learner, drawn = ended_draw(depth, seed)
        if way == "flow":
            learner.requests("choice", "a", DONE)
            delivered = learner.goes("continue", **DONE)
        elif way == "folder":
            delivered = learner.goes("choice", "mapp", **DONE)
        else:
            delivered = learner.goes("previous", **DONE)

        anew = learner.state["activities"]["mapp"]["children"]
        assert delivered == (anew[-1] if way == "backward" else anew[0])
        assert (listed(learner, **DONE), learner.attempts("mapp")) == (anew, 2)
        changed += anew != drawn
    assert changed


@pytest.mark.parametrize("depth", [2, 3])
@pytest.mark.parametrize("seed", ["a", "b", "c", "d"])
def test_available_child_may_be_chosen_after_the_attempt_ended(depth: int, seed: str) -> None:
    _, drawn = ended_draw(depth, seed)
    for name in drawn:
        learner, _ = ended_draw(depth, seed)
        assert learner.goes("choice", name, **DONE) == name
        assert (name in listed(learner), learner.attempts("mapp")) == (True, 2)
        while (found := learner.goes("continue", **DONE)) != "z":
            assert found in learner.state["activities"]["mapp"]["children"]


@pytest.mark.parametrize("depth", [2, 3])
def test_retry_of_a_cluster_draws_anew(depth: int) -> None:
    again = merged(random("onEachNewAttempt", count=3, reorders=True), rule("retry", "attempted"))
    parts = [leaf(name, rule("exitParent", "always")) for name in NAMES]
    drawn = cluster("mapp", *parts, sequencing=again)
    learner = Learner.of(drawn if depth == 2 else cluster("yttre", drawn))
    delivered = learner.starts()
    draws = set()

    for _ in range(6):
        children = learner.state["activities"]["mapp"]["children"]
        assert delivered == children[0]
        draws.add(tuple(children))
        delivered = learner.goes("exit", **DONE)

    assert (len(draws) > 1, learner.attempts("mapp")) == (True, 7)


@pytest.mark.parametrize("depth", [2, 3])
def test_state_stored_with_the_draw_of_the_next_attempt_stays_valid(depth: int) -> None:
    """Before, a state was stored with the children that the next attempt was to have."""
    learner, _ = ended_draw(depth, "försök-ö")
    fresh, _ = ended_draw(depth, "försök-ö")
    fresh.goes("choice", "mapp", **DONE)
    coming = fresh.state["activities"]["mapp"]["children"]
    learner.state["activities"]["mapp"]["children"] = coming

    assert listed(learner, **DONE) == coming
    assert learner.goes("choice", "mapp", **DONE) == coming[0]
    assert learner.state["activities"]["mapp"]["children"] == coming


@pytest.mark.parametrize("depth", [2, 3])
def test_activity_whose_cluster_has_ended_keeps_its_siblings(depth: int) -> None:
    """Choice of a cluster with nothing to deliver ends the common ancestor and stays there (SB.2.9-14)."""
    reached = 0
    for seed in "abcdefghij":
        shut = cluster("tom", leaf("stängd", rule("disabled", "always")))
        learner = Learner.of(drawn_cluster(depth, shut, *map(leaf, NAMES), count=4))
        learner.seed = seed
        delivered, exception = learner.starts(), learner.refusals().get("tom")
        if delivered not in NAMES or exception == "SB.2.9-2":
            continue
        assert learner.goes("choice", "tom", **DONE) == "SB.2.9-9"
        children = learner.state["activities"]["mapp"]["children"]
        before = children[: children.index("tom")]
        assert learner.goes("previous") == before[-1]
        assert learner.state["activities"]["mapp"]["children"] == children
        reached += 1
    assert reached


def test_timing_never_draws_nothing() -> None:
    assert played(learner_of(random("never", count=2, reorders=True))) == NAMES


@pytest.mark.parametrize("seed", list("abcdefgh"))
def test_flow_from_a_child_not_drawn_again_continues_after_its_cluster(seed: str) -> None:
    """The passed leaf is skipped, so that the preview of Continue traverses beyond its folder's end."""
    skipped = rule("skip", "satisfied")
    folders = [cluster(f"mapp-{name}", leaf(name, skipped)) for name in "ab"]
    learner = Learner.of(
        cluster("urval", *folders, sequencing=random("onEachNewAttempt", count=1)), leaf("sist")
    )
    learner.seed = seed
    learner.starts()

    assert learner.goes("continue", **DONE) == "sist"
