from lms.records.models.assignment import Assignment, Exemption
from lms.records.models.completion import CertificateIssue, Completion, CompletionStamp
from lms.records.models.reminder import RemindedModule, Reminder
from lms.records.models.version_expiry import VersionExpiry
