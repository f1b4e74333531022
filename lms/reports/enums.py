"""Choices about figures."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Measure(TextChoices):
    """What an entry of the ledger counts: a figure on a day is the sum of its entries up to that day."""

    COUNTED = "c", _("Employed, neither on leave nor exempt")
    DONE = "d", _("Of those, with a valid completion")
    LATE = "l", _("Of those, late")
    EXPIRING = "x", _("Of those, whose last valid day is near")
    ACHIEVED = "a", _("Completions achieved that day")


class Standing(TextChoices):
    """How a person stands with a module: what lists and exports say."""

    DONE = "done", _("Done")
    EXPIRING = "expiring", _("Expires soon")
    LATE = "late", _("Late")
    BEGUN = "begun", _("Has begun")
    REMAINS = "remains", _("To do")
    NOT_DONE = "not_done", _("Not done")
    EXEMPT = "exempt", _("Exempt")
    ON_LEAVE = "on_leave", _("On leave")
