from lms.records.models.assignment import Assignment, Exemption
from lms.records.models.completion import Completion, CompletionStamp
from lms.records.models.renewal import Renewal

__all__ = ["Assignment", "Completion", "CompletionStamp", "Exemption", "Renewal"]
