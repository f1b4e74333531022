from lms.records.models.assignment import Assignment, Exemption
from lms.records.models.completion import Completion, CompletionStamp

__all__ = ["Assignment", "Completion", "CompletionStamp", "Exemption"]
