"""Outcomes of packages with sequencing, from the root activity's rollup."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from lms.attempts.api import PackageAttempt, ScoState, SequencingState
from lms.runtimes.scorm.commits.payload import Commit
from lms.runtimes.scorm.commits.sco_state import recorded
from lms.runtimes.scorm.navigation.sessions import SequencingSession
from lms.runtimes.scorm.navigation.upgrades import upgrade_sequencing
from scorm.api import ScoOutcome


def sequenced_outcome(
    package_attempt: PackageAttempt, states: Mapping[str, ScoState], commit: Commit, moment: dt.datetime
) -> tuple[ScoOutcome, dict[str, Any]]:
    """Return the package's outcome with this commit and the valid requests, as `evaluate_commit` does."""
    sequencing = SequencingState.objects.filter(package_attempt=package_attempt).first()
    if sequencing is None:
        return recorded(package_attempt), {}
    before = sequencing.navigation
    if upgrade_sequencing(package_attempt, sequencing):
        sequencing.save()
    session = SequencingSession(package_attempt, sequencing, states, moment)
    evaluated = session.evaluate_commit(commit)
    if sequencing.navigation != before:
        sequencing.save(update_fields=["navigation", "updated_at"])
    return evaluated
