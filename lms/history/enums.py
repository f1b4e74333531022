"""Choices of the access log."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AccessKind(TextChoices):
    """The part of a history that was accessed."""

    LIST = "list", _("A list of plays")
    PERSON = "person", _("A person's plays")
    ATTEMPT = "attempt", _("An attempt")
    COMMIT = "commit", _("What was sent")
    FILE = "file", _("What was sent, as a file")
    COMPARISON = "comparison", _("A comparison with the journal")


class AccessChannel(TextChoices):
    """The capacity in which a history was accessed."""

    SUPPORT = "support", _("Support")
    ADMINISTRATOR = "administrator", _("Your municipality's administrator")
