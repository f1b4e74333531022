from lms.tracking.models.attempt import Attempt, PackageAttempt, ScoState, StepProgress
from lms.tracking.models.launch import JournalEntry, Launch
from lms.tracking.models.sequencing import NavigationEntry, SequencingState
from lms.tracking.models.usage import CommitUsage

__all__ = [
    "Attempt",
    "CommitUsage",
    "JournalEntry",
    "Launch",
    "NavigationEntry",
    "PackageAttempt",
    "ScoState",
    "SequencingState",
    "StepProgress",
]
