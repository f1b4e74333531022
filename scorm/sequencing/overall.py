"""Overall Sequencing Process [OP.1]."""

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
    """The result of one navigation request."""

    #: the activity that is delivered now, None for none
    delivered: Activity | None = None
    #: whether its suspended attempt is resumed
    is_resumed: bool = False
    ended: EndReason | None = None
    #: the exception code of the process that refused, "" for none
    exception: str = ""
    #: whether a rule's request replaced the navigation request (TB.2.2)
    is_replaced: bool = False
    #: whether the previous activity has been terminated, also where the request was refused
    is_terminated: bool = False


def process_request(session: Session, request: NavigationRequest, target: str = "") -> OverallResult:
    """Overall Sequencing Process [OP.1]: process a navigation request in the session.

    An invalid navigation request changes nothing; one that is refused later has ended the current activity
    all the same.
    """
    navigation = process_navigation_request(session, request, target)
    if navigation.exception:
        return OverallResult(exception=navigation.exception)
    pending = navigation.sequencing
    if navigation.termination is not None:
        apply_current_sco(session)
        terminated = process_termination_request(session, navigation.termination)
        if terminated.exception:
            return OverallResult(exception=terminated.exception)
        pending = terminated.sequencing_request or pending
    pending = pending or SequencingRequest.EXIT
    result = _sequence(session, pending, navigation.target)
    if result.ended is not None:
        result = replace(result, ended=_REASONS.get(request, result.ended))
    return replace(
        result, is_replaced=pending != navigation.sequencing, is_terminated=navigation.termination is not None
    )


def _sequence(session: Session, pending: SequencingRequest, target: Activity | None) -> OverallResult:
    """Process the pending sequencing request, and deliver its activity [OP.1, steps 1.4 and 1.5]."""
    result = process_sequencing_request(session, pending, target)
    if result.ends_session:
        session.current = None
        is_exit = pending == SequencingRequest.EXIT
        return OverallResult(ended=EndReason.EXIT_ALL if is_exit else EndReason.END_OF_CONTENT)
    if result.exception or result.delivery is None:
        return OverallResult(exception=result.exception)
    if exception := delivery_exception(session, result.delivery):
        return OverallResult(exception=exception)
    is_resumed = session.is_suspended(result.delivery)
    if exception := deliver(session, result.delivery):
        return OverallResult(exception=exception)
    return OverallResult(result.delivery, is_resumed)


def apply_current_sco(session: Session) -> None:
    """Apply the data that content has set to the current activity, while its attempt is open."""
    current = session.current
    if session.sco is not None and current is not None and current.is_leaf and session.is_active(current):
        apply_sco_data(session, current, session.sco)
