"""The SCORM run-time, for other packages."""

from lms.runtimes.scorm.commits.actions import process_commit
from lms.runtimes.scorm.commits.payload import Commit, read_journalled
from lms.runtimes.scorm.commits.reducer import achieved_at, answers_of_commit, reduce_commit, self_contained
from lms.runtimes.scorm.player.views import SANDBOX
from lms.runtimes.scorm.replay.actions import rebuild_attempt
from lms.runtimes.scorm.replay.moves import Fit, fit_of, move_attempt
