"""Choices of figures and lists."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Measure(TextChoices):
    """The measure of a ledger entry. A figure on a day is the sum of its entries up to that day."""

    COUNTED = "c", _("Employed, neither on leave nor exempt")
    DONE = "d", _("Of those, with a valid completion")
    LATE = "l", _("Of those, late")
    EXPIRING = "x", _("Of those, whose last valid day is near")
    ACHIEVED = "a", _("Completions achieved that day")


class RequirementStatus(TextChoices):
    """The status of a person's requirement to complete a module, as lists and exports show it."""

    DONE = "done", _("Done")
    EXPIRING = "expiring", _("Expires soon")
    LATE = "late", _("Late")
    BEGUN = "begun", _("Has begun")
    REMAINS = "remains", _("To do")
    NOT_DONE = "not_done", _("Not done")
    EXEMPT = "exempt", _("Exempt")
    ON_LEAVE = "on_leave", _("On leave")
