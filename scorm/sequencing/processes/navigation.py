"""Navigation Request Process [NB.2.1]. Nothing here changes a session."""

from dataclasses import dataclass

from scorm.sequencing.model.enums import Edition, NavigationRequest, SequencingRequest, TerminationRequest
from scorm.sequencing.model.tree import Activity
from scorm.sequencing.processes.session import Session


@dataclass(frozen=True)
class NavigationResult:
    """The termination and sequencing requests of a navigation request, or the exception of an invalid one."""

    termination: TerminationRequest | None = None
    sequencing: SequencingRequest | None = None
    target: Activity | None = None
    exception: str = ""


#: requests that end the current activity: (termination, whether it must be active)
_ENDING = {
    NavigationRequest.EXIT: (TerminationRequest.EXIT, True),
    NavigationRequest.EXIT_ALL: (TerminationRequest.EXIT_ALL, False),
    NavigationRequest.ABANDON: (TerminationRequest.ABANDON, True),
    NavigationRequest.ABANDON_ALL: (TerminationRequest.ABANDON_ALL, False),
    NavigationRequest.SUSPEND_ALL: (TerminationRequest.SUSPEND_ALL, False),
}


def process_navigation_request(
    session: Session, request: NavigationRequest, target: str = ""
) -> NavigationResult:
    """Navigation Request Process [NB.2.1]."""
    match request:
        case NavigationRequest.START:
            return _begin(session, SequencingRequest.START)
        case NavigationRequest.RESUME_ALL:
            if session.current is None and session.suspended is None:
                return NavigationResult(exception="NB.2.1-3")
            return _begin(session, SequencingRequest.RESUME_ALL)
        case NavigationRequest.CONTINUE:
            return _continue(session)
        case NavigationRequest.PREVIOUS:
            return _previous(session)
        case NavigationRequest.CHOICE:
            return _choice(session, session.tree.get(target))
        case NavigationRequest.JUMP:
            return _jump(session, session.tree.get(target))
        case _:
            termination, must_be_active = _ENDING[request]
            if session.current is None:
                return NavigationResult(exception="NB.2.1-2")
            if must_be_active and not session.is_active(session.current):
                return NavigationResult(exception="NB.2.1-12")
            return NavigationResult(termination, SequencingRequest.EXIT)


def _begin(session: Session, request: SequencingRequest) -> NavigationResult:
    if session.current is not None:
        return NavigationResult(exception="NB.2.1-1")
    return NavigationResult(sequencing=request)


def _continue(session: Session) -> NavigationResult:
    current = session.current
    if current is None:
        return NavigationResult(exception="NB.2.1-1")
    if current.parent is None or not current.parent.definition.control_mode.flow:
        return NavigationResult(exception="NB.2.1-4")
    return NavigationResult(_exit_if_active(session, current), SequencingRequest.CONTINUE)


def _previous(session: Session) -> NavigationResult:
    current = session.current
    if current is None:
        return NavigationResult(exception="NB.2.1-2")
    if current.parent is None:
        return NavigationResult(exception="NB.2.1-6")
    controls = current.parent.definition.control_mode
    if not controls.flow or controls.forward_only:
        return NavigationResult(exception="NB.2.1-5")
    return NavigationResult(_exit_if_active(session, current), SequencingRequest.PREVIOUS)


def _choice(session: Session, target: Activity | None) -> NavigationResult:
    if target is None:
        return NavigationResult(exception="NB.2.1-11")
    if target.parent is not None and not target.parent.definition.control_mode.choice:
        return NavigationResult(exception="NB.2.1-10")
    if exception := choice_exit_exception(session, target):
        return NavigationResult(exception=exception)
    return NavigationResult(_exit_if_active(session, session.current), SequencingRequest.CHOICE, target)


def choice_exit_exception(session: Session, target: Activity) -> str:
    """Return NB.2.1-8 where Choice Exit of an active activity is false."""
    current = session.current
    if current is None:
        return ""
    if session.is_active(current) and not current.definition.control_mode.choice_exit:
        return "NB.2.1-8"
    if current.is_sibling_of(target):
        return ""
    common = session.tree.common_ancestor(current, target)
    left = (a for a in current.path_to_root() if a.depth > common.depth)
    is_kept = any(session.is_active(a) and not a.definition.control_mode.choice_exit for a in left)
    return "NB.2.1-8" if is_kept else ""


def _jump(session: Session, target: Activity | None) -> NavigationResult:
    is_known = session.tree.edition == Edition.FOURTH
    if target is None or not is_known or not session.is_available(target):
        return NavigationResult(exception="NB.2.1-11" if is_known else "NB.2.1-13")
    return NavigationResult(_exit_if_active(session, session.current), SequencingRequest.JUMP, target)


def _exit_if_active(session: Session, current: Activity | None) -> TerminationRequest | None:
    return TerminationRequest.EXIT if current is not None and session.is_active(current) else None
