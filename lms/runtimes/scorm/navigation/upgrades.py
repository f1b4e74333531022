"""Bringing stored states of the sequencing engine before 0022 to the format of the present one."""

from __future__ import annotations

import logging

from lms.attempts.api import PackageAttempt, SequencingState
from lms.runtimes.scorm.commits.sco_state import recorded
from lms.runtimes.scorm.navigation.sessions import engine_of
from lms.runtimes.scorm.replay.actions import rebuild_package
from lms.runtimes.scorm.sequencing.requests import is_of_earlier_engine, stored_state
from lms.runtimes.scorm.sequencing.sco_data import with_outcome
from scorm.api import NavigationRequest, ScoData

logger = logging.getLogger(__name__)

#: what the replay of the journal makes anew; shared stores and the number of navigations stay as they are
_FIELDS = ("engine", "navigation", "delivered", "session_before_delivery", "ended")


def upgrade_sequencing(package_attempt: PackageAttempt, sequencing: SequencingState) -> bool:
    """Make a state of an earlier engine again from the journal, unsaved; return whether it was one.

    Where the journal is not complete (begun before navigations were journalled, or commits beyond a budget),
    it is made from what was recorded of the items. What plays goes on playing, also where the present engine
    would have delivered something else.
    """
    if not is_of_earlier_engine(sequencing.engine):
        return False
    playing, session_before_delivery = sequencing.delivered, sequencing.session_before_delivery
    rebuilt = rebuild_package(package_attempt.attempt, package_attempt).sequencing
    made = rebuilt or _made_of_results(package_attempt, playing)
    for name in _FIELDS:
        setattr(sequencing, name, getattr(made, name))
    if sequencing.delivered != playing and _is_part(package_attempt, playing):
        _deliver(package_attempt, sequencing, playing)
        sequencing.session_before_delivery = session_before_delivery
    logger.info(
        "Sequencing of package attempt %s was made again from %s",
        package_attempt.pk,
        "its journal" if rebuilt else "the results of its parts",
    )
    return True


def _made_of_results(package_attempt: PackageAttempt, playing: str) -> SequencingState:
    """Return a state in which each part that is done has been delivered and ended once."""
    made = SequencingState(package_attempt=package_attempt)
    engine = engine_of(package_attempt)
    for state in package_attempt.sco_states.order_by("pk"):
        if state.sco != playing and recorded(state).is_done and _is_part(package_attempt, state.sco):
            delivered = engine.deliver(stored_state(made.engine, {}), state.sco)
            result = with_outcome(ScoData(), recorded(state))
            ended = engine.request(delivered.state, NavigationRequest.EXIT, sco=result)
            made.engine, made.navigation = dict(ended.state), ended.navigation
    return made


def _deliver(package_attempt: PackageAttempt, sequencing: SequencingState, playing: str) -> None:
    engine = engine_of(package_attempt)
    answer = engine.deliver(stored_state(sequencing.engine, {}), playing)
    sequencing.engine = dict(answer.state)
    sequencing.delivered, sequencing.ended = playing, ""
    sequencing.navigation = answer.navigation | {"content": engine.content_requests(answer.state, sco=None)}


def _is_part(package_attempt: PackageAttempt, identifier: str) -> bool:
    item = package_attempt.package.structure.item(identifier)
    return item is not None and bool(item.href)
