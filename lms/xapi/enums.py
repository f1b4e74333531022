"""Choices of statements."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DeliveryState(TextChoices):
    """The state of delivery of a statement."""

    WAITING = "waiting", _("Waiting to be sent")
    SENT = "sent", _("Sent")
    REFUSED = "refused", _("Refused by the record store")


class ActorNaming(TextChoices):
    """The name of a person in statements."""

    #: a keyed hash: stable for a person, and not reversible outside
    PSEUDONYM = "pseudonym", _("Pseudonym")
    USER_NAME = "username", _("User name")
