"""Choices of people, their roles and employments."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class UnitKind(TextChoices):
    """The level of a unit in its municipality's tree."""

    ADMINISTRATION = "administration", _("Administration")
    OPERATION = "operation", _("Operation")
    UNIT = "unit", _("Unit")


class RoleKind(TextChoices):
    """The kinds of role. Everyone who can sign in is also a learner."""

    TRAINER = "trainer", _("Trainer")
    SUBJECT_EXPERT = "subject_expert", _("Subject expert")
    PUBLISHER = "publisher", _("Publisher")
    MANAGER = "manager", _("Manager")
    MUNICIPAL_ADMIN = "municipal_admin", _("Municipal administrator")
    REGIONAL_COORDINATOR = "regional_coordinator", _("Regional coordinator")


#: the roles in the making of modules, of a municipality's own or of the shared ones
EDITORIAL_ROLES = (RoleKind.TRAINER, RoleKind.SUBJECT_EXPERT, RoleKind.PUBLISHER)


class StaffStatus(TextChoices):
    """The employment status of a person within the reach of the viewer."""

    NOW = "now", _("Works here now")
    AWAY = "away", _("On leave")
    COMING = "coming", _("Begins later")
    LEFT = "left", _("Has left")


class AuditKind(TextChoices):
    """The kinds of audit entry."""

    PERSON_CREATED = "person_created", _("Account created")
    NAME_CHANGED = "name_changed", _("Name changed")
    CODE_REQUESTED = "code_requested", _("One-time code requested")
    CODE_APPROVED = "code_approved", _("One-time code approved")
    CODE_HANDED_OUT = "code_handed_out", _("One-time code handed out")
    CODE_USED = "code_used", _("One-time code used")
    PASSWORD_SET = "password_set", _("Password changed")
    ROLE_GRANTED = "role_granted", _("Role given")
    ROLE_REVOKED = "role_revoked", _("Role taken back")
    RIGHTS_CHANGED = "rights_changed", _("Rights in the editing pages changed")
    EMPLOYMENT_CREATED = "employment_created", _("Employment added")
    EMPLOYMENT_CHANGED = "employment_changed", _("Employment changed")
    EMPLOYMENT_ENDED = "employment_ended", _("Employment ended")
    LEAVE_SET = "leave_set", _("Leave recorded")
    LEAVE_ENDED = "leave_ended", _("Leave ended")
    UNIT_CREATED = "unit_created", _("Unit added")
    UNIT_RENAMED = "unit_renamed", _("Unit renamed")
    UNIT_MOVED = "unit_moved", _("Unit moved")
    UNIT_CLOSED = "unit_closed", _("Unit closed")
    ASSIGNMENT_CREATED = "assignment_created", _("Module assigned")
    ASSIGNMENT_WITHDRAWN = "assignment_withdrawn", _("Assignment withdrawn")
    EXEMPTION_CREATED = "exemption_created", _("Exempted from a module")
    EXEMPTION_ENDED = "exemption_ended", _("Exemption ended")
    VERSION_EXPIRY_DECLARED = "version_expiry_declared", _("Older completions end")
    VERSION_EXPIRY_WITHDRAWN = "version_expiry_withdrawn", _("Older completions remain valid")
    REPORT_ANSWERED = "report_answered", _("Report of a fault answered")
    REMINDERS_SENT = "reminders_sent", _("Reminders sent")
    STATEMENTS_SENT_AGAIN = "statements_sent_again", _("Statements sent again to the record store")
    CERTIFICATE_ISSUED = "certificate_issued", _("Certificate issued in a later name")
    EMAIL_ENTERED = "email_entered", _("E-mail address entered, to be confirmed")
    EMAIL_CONFIRMED = "email_confirmed", _("E-mail address confirmed")
    EMAIL_REMOVED = "email_removed", _("E-mail address removed")


class NoticeKind(TextChoices):
    """The kinds of notice."""

    CODE_HANDED_OUT = "code_handed_out", _("A one-time code for your account")
    CODE_USED = "code_used", _("Your password was changed")
    CODE_REQUESTED = "code_requested", _("A code for your account is requested")
    APPROVAL_NEEDED = "approval_needed", _("Approve a one-time code")
    CODE_APPROVED = "code_approved", _("The code is approved")
    NAME_CHANGED = "name_changed", _("Your name was changed")
    EMPLOYED = "employed", _("You have a new employment")
    ROLE_GRANTED = "role_granted", _("You have a new role")
    ROLE_REVOKED = "role_revoked", _("A role was taken back")
    FAULT_REPORTED = "fault_reported", _("A fault is reported")
    REMINDER = "reminder", _("A reminder of what remains")
    REVIEW_DUE = "review_due", _("A module is to be reviewed")
    LAYER_PENDING = "layer_pending", _("Local content to decide on")
    APPROVAL_WAITS = "approval_waits", _("A module waits for your approval")
    MODULE_RETURNED = "module_returned", _("A module came back to you")
    MODULE_APPROVED = "module_approved", _("A module is approved")
    COMMENTED = "commented", _("A comment on a module")
