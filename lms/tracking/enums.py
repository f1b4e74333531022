"""Choices about what happened."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CompletionStatus(TextChoices):
    """cmi.completion_status (SCORM 2004 RTE 4.2.4); what a 1.2 lesson_status is derived into."""

    COMPLETED = "completed", _("Done")
    INCOMPLETE = "incomplete", _("Begun")
    NOT_ATTEMPTED = "not attempted", _("Not begun")
    UNKNOWN = "unknown", _("Unknown")


class SuccessStatus(TextChoices):
    """cmi.success_status (SCORM 2004 RTE 4.2.22)."""

    PASSED = "passed", _("Passed")
    FAILED = "failed", _("Not passed yet")
    UNKNOWN = "unknown", _("Unknown")


class LaunchEnding(TextChoices):
    """How a launch ended."""

    FINISHED = "finished", _("Closed by the learner")
    SUPERSEDED = "superseded", _("Opened somewhere else")
    SIGNED_OUT = "signed_out", _("Signed out")
    EXPIRED = "expired", _("Left open too long")


class Refusal(TextChoices):
    """Why a commit was refused; kept in the journal and shown to the learner in words."""

    LEASE_LOST = "lease_lost", _("The module was opened somewhere else")
    ENDED = "ended", _("The session had ended")
    STALE = "stale", _("An older state than the one already saved")
    MALFORMED = "malformed", _("The content sent something that cannot be read")
    TOO_LARGE = "too_large", _("The content sent too much at once")
