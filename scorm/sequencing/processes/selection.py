"""Select Children [SR.1] and Randomize Children [SR.2].

What is drawn follows from the session's seed, the cluster and the number of the attempt: the same state and
request give the same answer, also when a journal is replayed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scorm.sequencing.model.enums import Timing
from scorm.sequencing.model.tree import Activity
from scorm.sequencing.processes.session import Session

_MASK = 0xFFFFFFFF


def draw_children(session: Session) -> None:
    """Draw for every cluster on which no attempt is open, before anything is looked for in it.

    Selection and order belong to the attempt that would begin; an open or suspended one keeps its own. What
    an ended attempt had stays available, to rollup and to choice, until that attempt begins; only a flow
    walks what was drawn for it. The current activity stays where it is.
    """
    session.next_children.clear()
    for cluster in session.tree.drawn:
        state = session.state_of(cluster)
        if state.is_active or state.is_suspended:
            continue
        children = _drawn(session, cluster)
        if state.children == children:
            continue
        if not state.attempts:
            session.edit(cluster).children = children
        elif not _lies_in(session.current, cluster):
            session.next_children[cluster.number] = children


def take_next_children(session: Session, cluster: Activity, entered: Activity | None) -> None:
    """Let the attempt that begins on a cluster have what was drawn for it.

    Where `entered`, the child that is delivered or lies on the way to it, is not among that, it was chosen
    from what the ended attempt had, which then stays.
    """
    children = session.next_children.pop(cluster.number, ())
    if entered is not None and entered.identifier in children:
        session.edit(cluster).children = children


def _lies_in(activity: Activity | None, cluster: Activity) -> bool:
    return activity is not None and activity is not cluster and cluster.contains(activity)


def _drawn(session: Session, cluster: Activity) -> tuple[str, ...]:
    """Select first, then reorder what was selected."""
    controls = cluster.definition.randomization
    identifiers = [child.identifier for child in cluster.children]
    selected = set(identifiers)
    if controls.selects:
        drawn = _shuffle(
            identifiers, _numbers(session, cluster, "selectionTiming", controls.selection_timing)
        )
        selected = set(drawn[: controls.select_count])
    if controls.reorders:
        timing = controls.randomization_timing
        identifiers = _shuffle(identifiers, _numbers(session, cluster, "randomizationTiming", timing))
    return tuple(identifier for identifier in identifiers if identifier in selected)


def _numbers(session: Session, cluster: Activity, kind: str, timing: Timing) -> Iterator[float]:
    """Yield numbers from 0 to 1 that follow from a text alone: FNV-1a begins, a 32-bit mix goes on."""
    attempt = 1 if timing == Timing.ONCE else session.state_of(cluster).attempts + 1
    value = 0x811C9DC5
    for letter in f"{session.seed}/{cluster.identifier}/{kind}/{attempt}":
        value = ((value ^ ord(letter)) * 0x01000193) & _MASK
    while True:
        value = (value + 0x9E3779B9) & _MASK
        mixed = ((value ^ (value >> 16)) * 0x85EBCA6B) & _MASK
        mixed = ((mixed ^ (mixed >> 13)) * 0xC2B2AE35) & _MASK
        yield (mixed ^ (mixed >> 16)) / 2**32


def _shuffle(values: Sequence[str], numbers: Iterator[float]) -> list[str]:
    """Return the values in an order that follows from the numbers (Fisher-Yates)."""
    shuffled = list(values)
    for last in range(len(shuffled) - 1, 0, -1):
        other = int(next(numbers) * (last + 1))
        shuffled[last], shuffled[other] = shuffled[other], shuffled[last]
    return shuffled
