"""Bringing stored states of the sequencing engine before 0022 to the format of the present one."""

from __future__ import annotations

import logging

from lms.tracking.actions.replays import rebuild_package
from lms.tracking.models import PackageAttempt, SequencingState
from lms.tracking.sequencing.requests import is_of_earlier_engine

logger = logging.getLogger(__name__)

#: what the replay of the journal makes anew; shared stores and the number of navigations stay as they are
_FIELDS = ("engine", "outlook", "delivered", "heard_before", "ended")


def upgrade_sequencing(package_attempt: PackageAttempt, sequencing: SequencingState) -> bool:
    """Make a state of an earlier engine again from the journal, unsaved; return whether it was one.

    Where the journal is not complete (begun before navigations were journalled, or commits beyond a budget),
    the sequencing session starts anew. What was recorded of the package and its items stands either way.
    """
    if not is_of_earlier_engine(sequencing.engine):
        return False
    rebuilt = rebuild_package(package_attempt.attempt, package_attempt).sequencing
    made = rebuilt or SequencingState(package_attempt=package_attempt)
    for name in _FIELDS:
        setattr(sequencing, name, getattr(made, name))
    logger.info(
        "Sequencing of package attempt %s was %s",
        package_attempt.pk,
        "made again from its journal" if rebuilt else "started anew",
    )
    return True
