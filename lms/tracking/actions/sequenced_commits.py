"""What a commit means for a package with sequencing: its verdict comes from the root activity's rollup."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from lms.tracking.actions.folding import recorded
from lms.tracking.actions.navigations import look_ahead, package_verdict
from lms.tracking.enums import CommitTrigger
from lms.tracking.models import PackageAttempt, ScoState, SequencingState
from lms.tracking.scorm.payload import Commit
from lms.tracking.scorm.status import Verdict
from lms.tracking.sequencing.engine import EngineFailed

logger = logging.getLogger(__name__)


def sequenced_verdict(
    package_attempt: PackageAttempt, states: Mapping[str, ScoState], commit: Commit
) -> tuple[Verdict, dict[str, Any]]:
    """Return what the package amounts to with this commit, and what the learner may do now.

    What the player saves along the way is no verdict, and asks the engine nothing. Sequencing itself does not
    move: that is for navigations.
    """
    so_far = recorded(package_attempt)
    if commit.trigger == CommitTrigger.AUTO:
        return so_far, {}
    sequencing = SequencingState.objects.filter(package_attempt=package_attempt).first()
    if sequencing is None or sequencing.delivered != commit.sco:
        return so_far, {}
    sequencing.package_attempt = package_attempt
    try:
        seen = look_ahead(sequencing, states)
    except EngineFailed:
        # The learner's work is saved all the same; the next commit or navigation asks again.
        logger.exception("Sequencing of package attempt %s could not be judged", package_attempt.pk)
        return so_far, {}
    if sequencing.outlook != seen.outlook:
        sequencing.outlook = seen.outlook
        sequencing.save(update_fields=["outlook", "updated_at"])
    return package_verdict(package_attempt, states, seen), seen.outlook
