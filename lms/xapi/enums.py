"""Choices about statements."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class StatementState(TextChoices):
    """Where a statement is on its way."""

    WAITING = "waiting", _("Waiting to be sent")
    SENT = "sent", _("Sent")
    REFUSED = "refused", _("Refused by the record store")


class ActorNaming(TextChoices):
    """What the record store is told a person is called."""

    #: a keyed hash: the same person is the same, and nobody outside can tell who
    PSEUDONYM = "pseudonym", _("Pseudonym")
    USER_NAME = "username", _("User name")
