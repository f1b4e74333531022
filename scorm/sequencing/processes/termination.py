"""Termination Request Process [TB.2.3], with the exit rules [TB.2.1] and post condition rules [TB.2.2]."""

from dataclasses import dataclass

from scorm.sequencing.model.enums import RuleAction, SequencingRequest, TerminationRequest
from scorm.sequencing.model.tree import Activity
from scorm.sequencing.processes.conditions import check_rules
from scorm.sequencing.processes.ending import end_attempt, terminate_descendent_attempts
from scorm.sequencing.processes.rollup import rollup_after_end
from scorm.sequencing.processes.session import Session


@dataclass(frozen=True)
class TerminationResult:
    """The sequencing request that replaces the pending one, or the exception why nothing was terminated."""

    sequencing_request: SequencingRequest | None = None
    exception: str = ""


def process_termination_request(session: Session, request: TerminationRequest) -> TerminationResult:
    """Termination Request Process [TB.2.3]."""
    current = session.current
    if current is None:
        return TerminationResult(exception="TB.2.3-1")
    ends_current = request in (TerminationRequest.EXIT, TerminationRequest.ABANDON)
    if ends_current and not session.is_active(current):
        return TerminationResult(exception="TB.2.3-2")
    match request:
        case TerminationRequest.EXIT:
            return _exit(session, current)
        case TerminationRequest.EXIT_ALL:
            return _exit_all(session, None)
        case TerminationRequest.SUSPEND_ALL:
            return _suspend_all(session, current)
        case TerminationRequest.ABANDON:
            session.edit(current).is_active = False
            return TerminationResult()
        case TerminationRequest.ABANDON_ALL:
            for activity in current.path_to_root():
                session.edit(activity).is_active = False
            session.current = session.tree.root
            return TerminationResult(SequencingRequest.EXIT)
        case _:
            return TerminationResult(exception="TB.2.3-7")


def _exit(session: Session, current: Activity) -> TerminationResult:
    """Case Exit (step 3): end the attempt, then the exit rules above it, then the post condition rules."""
    end_attempt(session, current)
    apply_exit_rules(session)
    while True:
        ended = session.current or current
        termination, sequencing = postcondition_requests(session, ended)
        if termination == TerminationRequest.EXIT_ALL:
            return _exit_all(session, sequencing)
        if termination != TerminationRequest.EXIT_PARENT:
            if ended.is_root and sequencing != SequencingRequest.RETRY:
                return TerminationResult(SequencingRequest.EXIT)
            return TerminationResult(sequencing)
        if ended.parent is None:
            return TerminationResult(exception="TB.2.3-4")
        session.current = ended.parent
        end_attempt(session, ended.parent)


def _exit_all(session: Session, sequencing: SequencingRequest | None) -> TerminationResult:
    """Case Exit All (step 4): end all attempts; Retry All continues with a retry of the root."""
    root, current = session.tree.root, session.current
    if current is not None and session.is_active(current):
        end_attempt(session, current, rolls_up=current is not root)
    terminate_descendent_attempts(session, root)
    end_attempt(session, root)
    session.current = root
    return TerminationResult(sequencing or SequencingRequest.EXIT)


def _suspend_all(session: Session, current: Activity) -> TerminationResult:
    """Case Suspend All (step 5): no attempt ends; the whole path of the suspended activity is suspended."""
    if session.is_active(current) or session.is_suspended(current):
        rollup_after_end(session, current)
        session.suspended = current
    elif current.parent is not None:
        session.suspended = current.parent
    else:
        return TerminationResult(exception="TB.2.3-3")
    for activity in session.suspended.path_to_root():
        state = session.edit(activity)
        state.is_active, state.is_suspended = False, True
    session.current = session.tree.root
    return TerminationResult(SequencingRequest.EXIT)


def apply_exit_rules(session: Session) -> None:
    """Sequencing Exit Action Rules Subprocess [TB.2.1]: the highest ancestor whose rule applies ends too."""
    current = session.current
    if current is None or current.parent is None:
        return
    for activity in current.parent.path_from_root():
        if check_rules(session, activity, activity.definition.exit_rules):
            terminate_descendent_attempts(session, activity)
            end_attempt(session, activity)
            session.current = activity
            return


def postcondition_requests(
    session: Session, activity: Activity
) -> tuple[TerminationRequest | None, SequencingRequest | None]:
    """Sequencing Post Condition Rules Subprocess [TB.2.2]: return a termination and a sequencing request."""
    if session.is_suspended(activity):
        return None, None
    match check_rules(session, activity, activity.definition.postcondition_rules):
        case RuleAction.RETRY | RuleAction.CONTINUE | RuleAction.PREVIOUS as action:
            return None, SequencingRequest(action.value)
        case RuleAction.EXIT_PARENT | RuleAction.EXIT_ALL as action:
            return TerminationRequest(action.value), None
        case RuleAction.RETRY_ALL:
            return TerminationRequest.EXIT_ALL, SequencingRequest.RETRY
        case _:
            return None, None
