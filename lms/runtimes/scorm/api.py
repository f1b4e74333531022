"""The SCORM run-time, for other packages."""

from lms.runtimes.scorm.commits.outcomes import achieved_at
from lms.runtimes.scorm.commits.payload import Commit, MalformedCommit, read_commit
from lms.runtimes.scorm.commits.sco_state import outcome_of_commit
from lms.runtimes.scorm.player.views import SANDBOX
from lms.runtimes.scorm.replay.actions import rebuild_attempt
from lms.runtimes.scorm.replay.fit import Fit, fit_of
from lms.runtimes.scorm.replay.moves import move_attempt
