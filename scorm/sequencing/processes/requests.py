"""Sequencing Request Process [SB.2.12] and the processes of its requests, [SB.2.5] to [SB.2.13]."""

from dataclasses import dataclass

from scorm.sequencing.model.enums import Direction, SequencingRequest
from scorm.sequencing.model.tree import Activity
from scorm.sequencing.processes.choice import choose
from scorm.sequencing.processes.ending import end_attempt, terminate_descendent_attempts
from scorm.sequencing.processes.flow import Flow, flow
from scorm.sequencing.processes.selection import draw_children
from scorm.sequencing.processes.session import Session


@dataclass(frozen=True)
class SequencingResult:
    """The activity to deliver, whether the session ends, or the exception."""

    delivery: Activity | None = None
    ends_session: bool = False
    exception: str = ""


def process_sequencing_request(
    session: Session, request: SequencingRequest, target: Activity | None = None
) -> SequencingResult:
    """Sequencing Request Process [SB.2.12]. Children are drawn first (SR.1, SR.2)."""
    draw_children(session)
    match request:
        case SequencingRequest.START:
            return _start(session)
        case SequencingRequest.RESUME_ALL:
            return _resume_all(session)
        case SequencingRequest.EXIT:
            return _exit(session)
        case SequencingRequest.RETRY:
            return _retry(session)
        case SequencingRequest.CONTINUE:
            return _move(session, Direction.FORWARD, "SB.2.7")
        case SequencingRequest.PREVIOUS:
            return _move(session, Direction.BACKWARD, "SB.2.8")
        case SequencingRequest.CHOICE:
            return _choice(session, target)
        case SequencingRequest.JUMP:
            return _jump(session, target)


def _start(session: Session) -> SequencingResult:
    """Start Sequencing Request Process [SB.2.5]."""
    if session.current is not None:
        return SequencingResult(exception="SB.2.5-1")
    root = session.tree.root
    if root.is_leaf:
        return SequencingResult(root)
    return _result_of(session, flow(session, root, Direction.FORWARD, considers_children=True))


def _resume_all(session: Session) -> SequencingResult:
    """Resume All Sequencing Request Process [SB.2.6]."""
    if session.current is not None:
        return SequencingResult(exception="SB.2.6-1")
    if session.suspended is None:
        return SequencingResult(exception="SB.2.6-2")
    return SequencingResult(session.suspended)


def _move(session: Session, direction: Direction, process: str) -> SequencingResult:
    """Continue [SB.2.7] and Previous [SB.2.8] Sequencing Request Processes."""
    current = session.current
    if current is None:
        return SequencingResult(exception=f"{process}-1")
    if current.parent is not None and not current.parent.definition.control_mode.flow:
        return SequencingResult(exception=f"{process}-2")
    return _result_of(session, flow(session, current, direction, considers_children=False))


def _choice(session: Session, target: Activity | None) -> SequencingResult:
    """Choice Sequencing Request Process [SB.2.9]; step 14 makes a cluster with nothing to deliver current."""
    chosen = choose(session, target)
    if chosen.exception == "SB.2.9-9" and target is not None:
        root = session.tree.root
        common = session.tree.common_ancestor(session.current, target) if session.current else root
        terminate_descendent_attempts(session, common)
        end_attempt(session, common)
        session.current = target
    return SequencingResult(chosen.delivery, exception=chosen.exception)


def _retry(session: Session) -> SequencingResult:
    """Retry Sequencing Request Process [SB.2.10]."""
    current = session.current
    if current is None:
        return SequencingResult(exception="SB.2.10-1")
    if session.is_active(current) or session.is_suspended(current):
        return SequencingResult(exception="SB.2.10-2")
    if current.is_leaf:
        return SequencingResult(current)
    if current.is_root and session.tree.resets_global_objectives:
        # The new attempt begins with unknown objectives, before its rules are evaluated (SN 3.13).
        session.global_objectives.clear()
    reached = flow(session, current, Direction.FORWARD, considers_children=True)
    return (
        SequencingResult(reached.activity)
        if reached.is_deliverable
        else SequencingResult(exception="SB.2.10-3")
    )


def _exit(session: Session) -> SequencingResult:
    """Exit Sequencing Request Process [SB.2.11]: the session ends where the root itself has ended."""
    if session.current is None:
        return SequencingResult(exception="SB.2.11-1")
    if session.is_active(session.current):
        return SequencingResult(exception="SB.2.11-2")
    return SequencingResult(ends_session=session.current.is_root)


def _jump(session: Session, target: Activity | None) -> SequencingResult:
    """Jump Sequencing Request Process [SB.2.13] (4th edition)."""
    if session.current is None:
        return SequencingResult(exception="SB.2.13-1")
    return SequencingResult(target)


def _result_of(session: Session, reached: Flow) -> SequencingResult:
    """Return the result of a flow; one beyond the tree's end ends all open attempts (SB.2.1, step 3.1.1).

    The pseudo-code leaves the root active; the session ends with the attempt on the root (SN 2.1), so that
    the next one begins a new attempt.
    """
    if reached.is_deliverable:
        return SequencingResult(reached.activity)
    if reached.ends_session:
        terminate_descendent_attempts(session, session.tree.root)
        end_attempt(session, session.tree.root)
    return SequencingResult(ends_session=reached.ends_session, exception=reached.exception)
