"""Texts for learners about plays, refusals and endings, with what to do."""

from django.utils.translation import gettext_lazy as _

from lms.attempts.api import DeviceKind, LaunchEnding, Refusal

ON_DEVICE = {
    DeviceKind.PHONE: _("on a phone"),
    DeviceKind.TABLET: _("on a tablet"),
    DeviceKind.COMPUTER: _("on a computer"),
}
ENDINGS = {
    LaunchEnding.FINISHED: _("It was closed."),
    LaunchEnding.SUPERSEDED: _(
        "It was closed because the module was opened again, here or on another device."
    ),
    LaunchEnding.SIGNED_OUT: _("It was closed when you signed out."),
    LaunchEnding.PASSWORD_CHANGED: _("It was closed because the password was changed."),
    LaunchEnding.EXPIRED: _("It was left open for so long that it was closed."),
    LaunchEnding.MOVED: _("It was closed because a new version of the module came."),
}
REFUSALS = {
    Refusal.LEASE_LOST: _(
        "The module had been opened somewhere else by then. What you did there is saved; "
        "open the module again to go on from it."
    ),
    Refusal.ENDED: _("You had signed out or been away for a long time. Open the module again to go on."),
    Refusal.MOVED: _("A new version of the module had come. Open it again, and you go on where you were."),
    Refusal.STALE: _("Something newer was already saved. You need do nothing."),
    Refusal.NUMBER_USED: _("It was sent once more under another number. You need do nothing."),
    Refusal.SIGNED_OUT: _("It was done after you had signed out, so it is not counted as yours."),
    Refusal.MALFORMED: _(
        "The module sent something that could not be read. That is no fault of yours: "
        "tell whoever looks after your training."
    ),
    Refusal.TOO_LARGE: _(
        "The module sent too much at once. That is no fault of yours: tell whoever looks after your training."
    ),
}
