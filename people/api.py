"""The public interface of people: persons, units, roles, sign-in and notices."""

from people.access.actions import Action, Change, Entry, LogEntry, Result
from people.access.permissions import Reach, reach_of
from people.access.roles import GrantRole, role_groups
from people.enums import AuditKind, NoticeKind, RoleKind, UnitKind
from people.identity.requests import SignedInRequest, background_request, signed_in
from people.identity.user_names import plain_letters
from people.messages.notice_checks import current_notices, register_notice_check
from people.messages.notice_texts import notice_lines
from people.messages.notices import send_by_mail, send_notice
from people.messages.queued_mail import register_mail
from people.models import Employment, Leave, Municipality, Notice, Person, QueuedMail, Role, Unit
from people.models.constraints import ends_after_start, sent_after_tried
from people.models.unit import keys_in
from people.organisation.forms import validate_year
from people.organisation.job_titles import distinct_titles, title_key
from people.organisation.people import CreatePerson
from people.organisation.queries import name_matches
from people.organisation.units import CreateUnit
from people.organisation.views.base import AdministratorMixin
from people.querysets import EmploymentQuerySet, QueuedMailQuerySet, valid_on
from people.signals import password_changed, role_group_needed, unit_moved
from people.tasks import send_queued_mail
