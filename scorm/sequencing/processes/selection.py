"""Select Children [SR.1] and Randomize Children [SR.2].

Draws follow from the session's seed, the cluster and the number of the attempt: the same state and request
give the same answer, also when a journal is replayed.
"""

from collections.abc import Iterator, Sequence

from scorm.sequencing.model.enums import Timing
from scorm.sequencing.model.tree import Activity
from scorm.sequencing.processes.session import Session

_MASK = 0xFFFFFFFF


def draw_children(session: Session) -> None:
    """Draw for every cluster without an open attempt, before its children are used.

    Selection and order belong to the attempt that would begin; an open or suspended one keeps its own. Those
    of an ended attempt stay available, to rollup and to choice, until that attempt begins; only a flow uses
    the new draw. The current activity stays.
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
    """Set the children drawn for the attempt that begins on a cluster.

    Where `entered`, the child that is delivered or its ancestor, is not among them, it was chosen from those
    of the ended attempt, which then stay.
    """
    children = session.next_children.pop(cluster.number, ())
    if entered is not None and entered.identifier in children:
        session.edit(cluster).children = children


def _lies_in(activity: Activity | None, cluster: Activity) -> bool:
    return activity is not None and activity is not cluster and cluster.contains(activity)


def _drawn(session: Session, cluster: Activity) -> tuple[str, ...]:
    """Return the children of a new draw: select first, then reorder."""
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
    """Yield numbers from 0 to 1 that follow from a text alone: FNV-1a, then a 32-bit mix."""
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
