"""Overall Sequencing Process [OP.1]."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scorm.sequencing.model.enums import EndReason, NavigationRequest, SequencingRequest
from scorm.sequencing.model.tree import Activity
from scorm.sequencing.processes.delivery import deliver, delivery_exception
from scorm.sequencing.processes.ending import apply_sco_data
from scorm.sequencing.processes.navigation import process_navigation_request
from scorm.sequencing.processes.requests import process_sequencing_request
from scorm.sequencing.processes.session import Session
from scorm.sequencing.processes.termination import process_termination_request

_REASONS = {
    NavigationRequest.SUSPEND_ALL: EndReason.SUSPEND_ALL,
    NavigationRequest.ABANDON_ALL: EndReason.ABANDON_ALL,
    NavigationRequest.EXIT_ALL: EndReason.EXIT_ALL,
}


@dataclass(frozen=True)
class OverallResult:
    """What one navigation request came to."""

    #: what is delivered now, None for nothing
    delivered: Activity | None = None
    #: whether its suspended attempt goes on
    is_resumed: bool = False
    ended: EndReason | None = None
    #: the exception code of the process that refused, "" for none
    exception: str = ""
    #: whether a rule's request took the place of what was asked for (TB.2.2)
    is_replaced: bool = False
    #: whether the activity that was current has been terminated, also where what was asked for was refused
    is_terminated: bool = False


def process_request(session: Session, request: NavigationRequest, target: str = "") -> OverallResult:
    """Overall Sequencing Process [OP.1]: carry out a navigation request in the session.

    A navigation request that is not valid changes nothing; one that is refused later has ended the current
    activity all the same.
    """
    asked = process_navigation_request(session, request, target)
    if asked.exception:
        return OverallResult(exception=asked.exception)
    pending = asked.sequencing
    if asked.termination is not None:
        apply_current_sco(session)
        terminated = process_termination_request(session, asked.termination)
        if terminated.exception:
            return OverallResult(exception=terminated.exception)
        pending = terminated.sequencing_request or pending
    pending = pending or SequencingRequest.EXIT
    outcome = _sequence(session, pending, asked.target)
    if outcome.ended is not None:
        outcome = replace(outcome, ended=_REASONS.get(request, outcome.ended))
    return replace(
        outcome, is_replaced=pending != asked.sequencing, is_terminated=asked.termination is not None
    )


def _sequence(session: Session, pending: SequencingRequest, target: Activity | None) -> OverallResult:
    """Carry out the pending sequencing request, and deliver what it finds [OP.1, steps 1.4 and 1.5]."""
    found = process_sequencing_request(session, pending, target)
    if found.ends_session:
        session.current = None
        is_exit = pending == SequencingRequest.EXIT
        return OverallResult(ended=EndReason.EXIT_ALL if is_exit else EndReason.END_OF_CONTENT)
    if found.exception or found.delivery is None:
        return OverallResult(exception=found.exception)
    if exception := delivery_exception(session, found.delivery):
        return OverallResult(exception=exception)
    is_resumed = session.is_suspended(found.delivery)
    if exception := deliver(session, found.delivery):
        return OverallResult(exception=exception)
    return OverallResult(found.delivery, is_resumed)


def apply_current_sco(session: Session) -> None:
    """Move what content has set into the current activity, while its attempt is open."""
    current = session.current
    if session.sco is not None and current is not None and current.is_leaf and session.is_active(current):
        apply_sco_data(session, current, session.sco)
