from lms.tracking.models.attempt import Attempt, PackageAttempt, ScoState, StepProgress
from lms.tracking.models.launch import JournalEntry, Launch

__all__ = ["Attempt", "JournalEntry", "Launch", "PackageAttempt", "ScoState", "StepProgress"]
