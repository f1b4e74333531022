"""What changes an attempt: starting, opening, saving, finishing steps."""

from lms.tracking.actions.attempts import mark_step_done, start_again, start_attempt
from lms.tracking.actions.commits import Taken, refuse_commit, take_commit
from lms.tracking.actions.corrections import move_to_correction, versions_corrected_by
from lms.tracking.actions.launches import (
    close_launch,
    end_launches_of_person,
    end_launches_of_session,
    open_launch,
)
from lms.tracking.actions.moves import move_attempt
from lms.tracking.actions.navigations import Navigated, navigate
from lms.tracking.actions.replays import rebuild_attempt, restore_attempt

__all__ = [
    "Navigated",
    "Taken",
    "close_launch",
    "end_launches_of_person",
    "end_launches_of_session",
    "mark_step_done",
    "move_attempt",
    "move_to_correction",
    "navigate",
    "open_launch",
    "rebuild_attempt",
    "refuse_commit",
    "restore_attempt",
    "start_again",
    "start_attempt",
    "take_commit",
    "versions_corrected_by",
]
