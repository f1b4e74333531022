"""Choices of figures."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Measure(TextChoices):
    """The measure of a ledger entry. A figure on a day is the sum of its entries up to that day."""

    COUNTED = "c", _("Employed, neither on leave nor exempt")
    DONE = "d", _("Of those, with a valid completion")
    LATE = "l", _("Of those, late")
    EXPIRING = "x", _("Of those, whose last valid day is near")
    ACHIEVED = "a", _("Completions achieved that day")
