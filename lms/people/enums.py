"""Choices about people and where they work."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class UnitKind(TextChoices):
    """The level of a unit in its municipality's tree."""

    ADMINISTRATION = "administration", _("Administration")
    OPERATION = "operation", _("Operation")
    UNIT = "unit", _("Unit")


class RoleKind(TextChoices):
    """What a person may do beside learning. Everyone who can sign in is a learner."""

    TRAINER = "trainer", _("Trainer")
    MANAGER = "manager", _("Manager")
    MUNICIPAL_ADMIN = "municipal_admin", _("Municipal administrator")
    REGIONAL_COORDINATOR = "regional_coordinator", _("Regional coordinator")


class StaffStatus(TextChoices):
    """Where a person stands with the units of the one who looks."""

    NOW = "now", _("Works here now")
    AWAY = "away", _("On leave")
    COMING = "coming", _("Begins later")
    LEFT = "left", _("Has left")
