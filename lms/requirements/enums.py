"""Choices of requirements."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


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
