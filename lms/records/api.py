"""Public names of lms.records: completions, assignments, exemptions, reminders and certificates."""

from lms.records.actions.assignments import CreateAssignment
from lms.records.actions.certificates import IssueCertificate
from lms.records.actions.completions import NewCompletion, record_completion, record_completions
from lms.records.actions.version_expiry import DeclareVersionExpiry, WithdrawVersionExpiry
from lms.records.days import STOCKHOLM, add_months, day_of
from lms.records.exceptions import NameUnchanged, NotPermitted
from lms.records.models import (
    Assignment,
    CertificateIssue,
    Completion,
    CompletionStamp,
    Exemption,
    RemindedModule,
    Reminder,
    VersionExpiry,
)
from lms.records.queries import module_titles
from lms.records.signals import (
    assignment_changed,
    completion_recorded,
    completions_recorded,
    exemption_changed,
    version_expiry_changed,
)
