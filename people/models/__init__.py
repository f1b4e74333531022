from people.models.audit_entry import AuditEntry
from people.models.code_request import CodeApproval, CodeRequest, OneTimeCode
from people.models.employment import Employment, Leave
from people.models.notice import Notice, NoticeMail
from people.models.person import Person
from people.models.queued_mail import EmailChange, QueuedMail
from people.models.role import Role
from people.models.unit import Municipality, Unit
