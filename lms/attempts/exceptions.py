"""Errors while taking a module. `sentence` is the text for the learner."""

from django.utils.translation import gettext_lazy as _

from lms.attempts.enums import Refusal


class TrackingError(Exception):
    """The base of this package's errors."""


class TokenRefused(TrackingError):
    """A launch token that is altered, expired or for something else."""


class AttemptClosed(TrackingError):
    """The attempt was closed when the learner started the module again."""


class NothingToTake(TrackingError):
    """The module has no published version, or the step is not one of it."""


class StructureDiffers(TrackingError):
    """A package attempt cannot move to a version that lacks its parts."""


class PartNotOpen(TrackingError):
    """A part that sequencing has not delivered."""


class NavigationRefused(TrackingError):
    """An invalid navigation request, or one for a package without sequencing."""


class CommitRefused(TrackingError):
    """A commit that was refused. `refusal` is journalled, `detail` is for the content's author."""

    sentences = {
        Refusal.LEASE_LOST: _(
            "The module was opened somewhere else, and what you do is saved there. Continue here if you want."
        ),
        Refusal.ENDED: _("You were away for a long time or signed out. Open the module again to continue."),
        Refusal.MOVED: _("The module has a new version. Open it again, and you continue where you were."),
        Refusal.STALE: _("Something newer has already been saved."),
        Refusal.NUMBER_USED: _("This is being sent once more."),
        Refusal.SIGNED_OUT: _("This was done after you had signed out, so it is not counted as yours."),
        Refusal.MALFORMED: _(
            "The content sent something that could not be read. Tell whoever looks after it."
        ),
        Refusal.TOO_LARGE: _("The content sent too much at once. Tell whoever looks after it."),
        Refusal.LIMIT: _(
            "So much has been saved today that there is no room for more. What you have done is kept. Open "
            "the module again tomorrow, on this device."
        ),
    }

    def __init__(self, refusal: Refusal, detail: str = "") -> None:
        super().__init__(detail or refusal.value)
        self.refusal = refusal
        self.detail = detail

    @property
    def sentence(self) -> str:
        """The sentence for the learner."""
        return str(self.sentences[self.refusal])


class MunicipalityNotChosen(TrackingError):
    """The person works in several municipalities with content of their own, and has chosen none."""


class TrialRefused(TrackingError):
    """A draft can't be tried; the reasons are sentences for its author."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(*reasons)
        self.reasons = reasons
