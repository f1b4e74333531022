from lms.people.models.audit_entry import AuditEntry
from lms.people.models.code_request import CodeApproval, CodeRequest
from lms.people.models.email_change import EmailChange
from lms.people.models.employment import Employment, Leave
from lms.people.models.municipality import Municipality
from lms.people.models.notice import Notice, NoticeMail
from lms.people.models.one_time_code import OneTimeCode
from lms.people.models.person import Person
from lms.people.models.queued_mail import QueuedMail
from lms.people.models.role import Role
from lms.people.models.unit import Unit

__all__ = [
    "AuditEntry",
    "CodeApproval",
    "CodeRequest",
    "EmailChange",
    "Employment",
    "Leave",
    "Municipality",
    "Notice",
    "NoticeMail",
    "OneTimeCode",
    "Person",
    "QueuedMail",
    "Role",
    "Unit",
]
