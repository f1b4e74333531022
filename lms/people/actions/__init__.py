"""What can be done to people and where they work. `by` is who does it; None is the system itself."""

from lms.people.actions.audit import record_audit
from lms.people.actions.code_requests import approve_code, request_code
from lms.people.actions.codes import hand_out_code, use_code, whom_to_ask_for_code
from lms.people.actions.email import confirm_email, enter_email, remove_email
from lms.people.actions.employments import (
    change_employment,
    create_employment,
    end_employment,
    end_leave,
    set_leave,
)
from lms.people.actions.notices import mark_notices_read, send_by_mail, send_notice
from lms.people.actions.people import change_person, choose_password, create_person
from lms.people.actions.roles import drop_roles_left_behind, grant_role, revoke_role
from lms.people.actions.units import close_unit, create_unit, move_unit, rename_unit

__all__ = [
    "approve_code",
    "change_employment",
    "change_person",
    "choose_password",
    "close_unit",
    "confirm_email",
    "create_employment",
    "create_person",
    "create_unit",
    "drop_roles_left_behind",
    "end_employment",
    "end_leave",
    "enter_email",
    "grant_role",
    "hand_out_code",
    "mark_notices_read",
    "move_unit",
    "record_audit",
    "remove_email",
    "rename_unit",
    "request_code",
    "revoke_role",
    "send_by_mail",
    "send_notice",
    "set_leave",
    "use_code",
    "whom_to_ask_for_code",
]
