"""Choices of attempts, launches and commits."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from scorm.api import CompletionStatus, Mode, SuccessStatus

#: names of the statuses, for readers
COMPLETION_LABELS = {
    CompletionStatus.COMPLETED: _("Done"),
    CompletionStatus.INCOMPLETE: _("Begun"),
    CompletionStatus.NOT_ATTEMPTED: _("Not begun"),
    CompletionStatus.UNKNOWN: _("Unknown"),
}
SUCCESS_LABELS = {
    SuccessStatus.PASSED: _("Passed"),
    SuccessStatus.FAILED: _("Not passed yet"),
    SuccessStatus.UNKNOWN: _("Unknown"),
}


class LaunchEnding(TextChoices):
    """How a launch ended."""

    FINISHED = "finished", _("Closed by the learner")
    SUPERSEDED = "superseded", _("Opened somewhere else")
    SIGNED_OUT = "signed_out", _("Signed out")
    PASSWORD_CHANGED = "password_changed", _("The password was changed")
    EXPIRED = "expired", _("Left open too long")
    MOVED = "moved", _("Moved to a new version")


class DeviceKind(TextChoices):
    """The kind of device that a package was opened on."""

    PHONE = "phone", _("Phone")
    TABLET = "tablet", _("Tablet")
    COMPUTER = "computer", _("Computer")


class BrowserFamily(TextChoices):
    """The browser that a package was opened in."""

    CHROME = "chrome", "Chrome"
    EDGE = "edge", "Edge"
    FIREFOX = "firefox", "Firefox"
    SAFARI = "safari", "Safari"
    SAMSUNG = "samsung", "Samsung Internet"
    OTHER = "other", _("Another browser")


class Refusal(TextChoices):
    """The reason why a commit was refused; stored in the journal and shown to the learner as a sentence."""

    LEASE_LOST = "lease_lost", _("The module was opened somewhere else")
    ENDED = "ended", _("The session had ended")
    MOVED = "moved", _("A new version of the module had come")
    #: entries that were journalled before commits had an order
    STALE = "stale", _("An older state than the one already saved")
    NUMBER_USED = "number_used", _("Another page had saved under the same number")
    SIGNED_OUT = "signed_out", _("Written after its learner had signed out")
    MALFORMED = "malformed", _("The content sent something that cannot be read")
    TOO_LARGE = "too_large", _("The content sent too much at once")
    LIMIT = "limit", _("More than one person may save in a day")


class CommitTrigger(TextChoices):
    """The event that caused a commit."""

    CONTENT = "content", _("The content saved")
    FINISH = "finish", _("The content finished")
    LEAVE = "leave", _("The learner left")
    #: an automatic save of the player, in the middle of the content's work: its status is no outcome yet
    AUTO = "auto", _("Saved along the way")
    #: an asset, which has no run-time, was opened
    OPENED = "opened", _("Opened")


class LaunchKind(TextChoices):
    """The purpose of a launch token."""

    RECORD = "record", _("Taking it")
    REVIEW = "review", _("Looking back")
    PREVIEW = "preview", _("Preview")
    #: played by the package check as if it were recorded, so that content behaves as with learners
    TRIAL = "trial", _("Trial")

    @property
    def mode(self) -> Mode:
        """Return the mode in which the content is launched."""
        return {LaunchKind.REVIEW: Mode.REVIEW, LaunchKind.PREVIEW: Mode.BROWSE}.get(self, Mode.NORMAL)


class ProgressState(TextChoices):
    """A person's progress in a module."""

    NONE = "none", _("Not begun")
    BEGUN = "begun", _("Begun")
    DONE = "done", _("Done")
