"""Choices of reports of faults."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FaultKind(TextChoices):
    """The kind of fault."""

    ACCESSIBILITY = "accessibility", _("Something is hard to see, hear, read or use")
    CONTENT = "content", _("Something is wrong or does not work")


class ReportState(TextChoices):
    """The state of a report."""

    NEW = "new", _("New report")
    ANSWERED = "answered", _("Has an answer")
