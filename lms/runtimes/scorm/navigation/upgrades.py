"""Upgrade of stored states of the sequencing engine before 0022 to the present format."""

import logging

from lms.attempts.api import PackageAttempt, SequencingState
from lms.runtimes.scorm.navigation.sessions import engine_of
from lms.runtimes.scorm.replay.actions import rebuild_package
from lms.runtimes.scorm.sequencing.requests import is_of_earlier_engine, stored_state
from lms.runtimes.scorm.sequencing.sco_data import with_outcome
from scorm.api import NavigationRequest, ScoData

logger = logging.getLogger(__name__)

#: the fields that the replay of the journal computes; shared stores and the number of navigations are kept
_FIELDS = ("engine", "navigation", "delivered", "session_before_delivery", "ended")


def stored_sequencing(package_attempt: PackageAttempt) -> SequencingState | None:
    """Return the stored state of sequencing in the present format, None if no navigation has made one."""
    sequencing = SequencingState.objects.filter(package_attempt=package_attempt).first()
    if sequencing is not None and upgrade_sequencing(package_attempt, sequencing):
        sequencing.save()
    return sequencing


def upgrade_sequencing(package_attempt: PackageAttempt, sequencing: SequencingState) -> bool:
    """Convert `sequencing` in place, unsaved, if an earlier engine stored it; return True if so.

    Where the journal is not complete (begun before navigations were journalled, or commits beyond a budget),
    it is built from the recorded outcomes of the items. The current item stays delivered, also where the
    present engine would have delivered another.
    """
    if not is_of_earlier_engine(sequencing.engine):
        return False
    playing, session_before_delivery = sequencing.delivered, sequencing.session_before_delivery
    rebuilt = rebuild_package(package_attempt.attempt, package_attempt).sequencing
    state = rebuilt or _from_outcomes(package_attempt, playing)
    for name in _FIELDS:
        setattr(sequencing, name, getattr(state, name))
    if sequencing.delivered != playing and _is_part(package_attempt, playing):
        _deliver(package_attempt, sequencing, playing)
        sequencing.session_before_delivery = session_before_delivery
    logger.info(
        "Sequencing of package attempt %s was rebuilt from %s",
        package_attempt.pk,
        "its journal" if rebuilt else "the results of its parts",
    )
    return True


def _from_outcomes(package_attempt: PackageAttempt, playing: str) -> SequencingState:
    """Return a state in which each part that is done has been delivered and ended once."""
    sequencing = SequencingState(package_attempt=package_attempt)
    engine = engine_of(package_attempt)
    for state in package_attempt.sco_states.order_by("pk"):
        if state.sco != playing and state.outcome.is_done and _is_part(package_attempt, state.sco):
            delivered = engine.deliver(stored_state(sequencing.engine, {}), state.sco)
            result = with_outcome(ScoData(), state.outcome)
            ended = engine.request(delivered.state, NavigationRequest.EXIT, sco=result)
            sequencing.engine, sequencing.navigation = dict(ended.state), ended.navigation
    return sequencing


def _deliver(package_attempt: PackageAttempt, sequencing: SequencingState, playing: str) -> None:
    engine = engine_of(package_attempt)
    answer = engine.deliver(stored_state(sequencing.engine, {}), playing)
    sequencing.engine = dict(answer.state)
    sequencing.delivered, sequencing.ended = playing, ""
    sequencing.navigation = answer.navigation | {"content": engine.content_requests(answer.state, sco=None)}


def _is_part(package_attempt: PackageAttempt, identifier: str) -> bool:
    item = package_attempt.package.structure.item(identifier)
    return item is not None and bool(item.href)
