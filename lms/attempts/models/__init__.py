from lms.attempts.models.attempt import Attempt, PackageAttempt, ScoState, StepProgress
from lms.attempts.models.cursor import Cursor
from lms.attempts.models.launch import CommitUsage, JournalEntry, Launch
from lms.attempts.models.sequencing import NavigationEntry, SequencingState
