"""The public interface of people: persons, units, roles, sign-in and notices."""

from people.access.audit import record_audit
from people.access.permissions import Reach, reach_of
from people.access.roles import grant_role
from people.access.trainer_groups import trainer_groups
from people.enums import AuditKind, NoticeKind, RoleKind, UnitKind
from people.identity.requests import background_request, signed_in
from people.identity.user_names import plain_letters
from people.messages.notice_checks import current_notices, register_notice_check
from people.messages.notice_texts import notice_lines
from people.messages.notices import send_by_mail, send_notice
from people.messages.queued_mail import register_mail
from people.models import Employment, Leave, Municipality, Notice, Person, QueuedMail, Role, Unit
from people.models.unit import keys_in
from people.organisation.job_titles import distinct_titles, title_key
from people.organisation.people import create_person
from people.organisation.queries import name_matches
from people.organisation.units import create_unit
from people.organisation.validators import validate_year
from people.organisation.views.base import AdministratorMixin
from people.querysets import EmploymentQuerySet, QueuedMailQuerySet, valid_on
from people.signals import password_changed, trainer_group_needed, unit_moved
from people.tasks import send_queued_mail

__all__ = [
    "AdministratorMixin",
    "AuditKind",
    "Employment",
    "EmploymentQuerySet",
    "Leave",
    "Municipality",
    "Notice",
    "NoticeKind",
    "Person",
    "QueuedMail",
    "QueuedMailQuerySet",
    "Reach",
    "Role",
    "RoleKind",
    "Unit",
    "UnitKind",
    "background_request",
    "create_person",
    "create_unit",
    "current_notices",
    "distinct_titles",
    "grant_role",
    "keys_in",
    "name_matches",
    "notice_lines",
    "password_changed",
    "plain_letters",
    "reach_of",
    "record_audit",
    "register_mail",
    "register_notice_check",
    "send_by_mail",
    "send_notice",
    "send_queued_mail",
    "signed_in",
    "title_key",
    "trainer_group_needed",
    "trainer_groups",
    "unit_moved",
    "valid_on",
    "validate_year",
]
