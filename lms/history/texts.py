"""Texts for learners about plays, refusals and endings, with what to do."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lms.attempts.api import DeviceKind, LaunchEnding, Refusal

_ON = {
    DeviceKind.PHONE: gettext_lazy("on a phone"),
    DeviceKind.TABLET: gettext_lazy("on a tablet"),
    DeviceKind.COMPUTER: gettext_lazy("on a computer"),
}
_ENDINGS = {
    LaunchEnding.FINISHED: gettext_lazy("It was closed."),
    LaunchEnding.SUPERSEDED: gettext_lazy(
        "It was closed because the module was opened again, here or on another device."
    ),
    LaunchEnding.SIGNED_OUT: gettext_lazy("It was closed when you signed out."),
    LaunchEnding.PASSWORD_CHANGED: gettext_lazy("It was closed because the password was changed."),
    LaunchEnding.EXPIRED: gettext_lazy("It was left open for so long that it was closed."),
    LaunchEnding.MOVED: gettext_lazy("It was closed because a new version of the module came."),
}
_REFUSALS = {
    Refusal.LEASE_LOST: gettext_lazy(
        "The module had been opened somewhere else by then. What you did there is saved; "
        "open the module again to go on from it."
    ),
    Refusal.ENDED: gettext_lazy(
        "You had signed out or been away for a long time. Open the module again to go on."
    ),
    Refusal.MOVED: gettext_lazy(
        "A new version of the module had come. Open it again, and you go on where you were."
    ),
    Refusal.STALE: gettext_lazy("Something newer was already saved. You need do nothing."),
    Refusal.NUMBER_USED: gettext_lazy("It was sent once more under another number. You need do nothing."),
    Refusal.SIGNED_OUT: gettext_lazy("It was done after you had signed out, so it is not counted as yours."),
    Refusal.MALFORMED: gettext_lazy(
        "The module sent something that could not be read. That is no fault of yours: "
        "tell whoever looks after your training."
    ),
    Refusal.TOO_LARGE: gettext_lazy(
        "The module sent too much at once. That is no fault of yours: tell whoever looks after your training."
    ),
}


def on_device(device: str) -> str:
    """Return “on a phone” and the like, or "" if the device is unknown."""
    return str(_ON.get(DeviceKind(device), "")) if device else ""


def ending_in_words(ending: str) -> str:
    """Return how a play ended, or that it has not been closed."""
    return str(_ENDINGS[LaunchEnding(ending)]) if ending else _("It has not been closed yet.")


def refusal_in_words(refusal: str) -> str:
    """Return why a commit was refused, and what to do."""
    return str(_REFUSALS[Refusal(refusal)])


def saved_in_words(count: int) -> str:
    if not count:
        return _("Nothing was saved.")
    return ngettext("Saved once.", "Saved %(count)s times.", count) % {"count": count}


def refused_in_words(count: int) -> str:
    return ngettext("One saving was not taken.", "%(count)s savings were not taken.", count) % {
        "count": count
    }
