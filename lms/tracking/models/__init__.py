from lms.tracking.models.attempt import Attempt, PackageAttempt, ScoState, StepProgress
from lms.tracking.models.launch import JournalEntry, Launch
from lms.tracking.models.sequencing import SequencingState

__all__ = [
    "Attempt",
    "JournalEntry",
    "Launch",
    "PackageAttempt",
    "ScoState",
    "SequencingState",
    "StepProgress",
]
