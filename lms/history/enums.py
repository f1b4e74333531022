"""Choices about who looked at what."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LookKind(TextChoices):
    """What somebody looked at of another person's history."""

    LIST = "list", _("A list of plays")
    PERSON = "person", _("A person's plays")
    ATTEMPT = "attempt", _("An attempt")
    COMMIT = "commit", _("What was sent")
    FILE = "file", _("What was sent, as a file")
    COMPARISON = "comparison", _("A comparison with the journal")


class Door(TextChoices):
    """In what capacity somebody looked."""

    SUPPORT = "support", _("Support")
    ADMINISTRATOR = "administrator", _("Your municipality's administrator")
