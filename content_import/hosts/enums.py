"""States and problems of fetching files from another host."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FetchState(TextChoices):
    """The state of a fetch."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Being fetched")
    DONE = "done", _("Fetched")
    FAILED = "failed", _("Could not be fetched")


UNFINISHED = frozenset({FetchState.WAITING, FetchState.RUNNING})


class FetchProblem(TextChoices):
    """Why a fetch failed, with what to do; `%(where)s` is an address, a host or a file."""

    NOTHING = (
        "nothing",
        _("No image, film, sound or font is written with an address at %(where)s. Let it through instead."),
    )
    NO_ANSWER = "no_answer", _("%(where)s does not answer. Try again later, or put the file in the package.")
    NOT_FOUND = (
        "not_found",
        _("%(where)s gives no file to the public. Ask its owner for it, and put it in the package."),
    )
    NOT_PUBLIC = (
        "not_public",
        _("%(where)s leads to a network that is not public. Put the file in the package instead."),
    )
    NOT_SECURE = (
        "not_secure",
        _("%(where)s can't prove who it is (https). Put the file in the package instead."),
    )
    WRONG_TYPE = (
        "wrong_type",
        _("%(where)s is no image, film, sound or font that browsers show. Put it in the package instead."),
    )
    TOO_LARGE = (
        "too_large",
        _("%(where)s is too large. Make it smaller, and put it in the package."),
    )
    TOO_MANY = (
        "too_many",
        _("The package has too many files at %(where)s. Put them in the package instead."),
    )
    TOO_SLOW = (
        "too_slow",
        _("%(where)s took too long. Try again later, or put the file in the package."),
    )
    UNCLEAR = (
        "unclear",
        _("Where %(where)s looks for its files can't be told. Put the files in the package instead."),
    )
    NOT_IMPORTED = "not_imported", _("The new version could not be imported: %(where)s")
    CUT_OFF = "cut_off", _("Fetching from %(where)s was interrupted. Try again.")
