"""Roles of persons."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from infrastructure.db.api import UnindexedModel
from people.enums import EDITORIAL_ROLES, RoleKind
from people.models.unit import Municipality, Unit
from people.querysets import RoleQuerySet


class Role(UnindexedModel):
    """A role of a person, with its reach.

    A manager's reach is a unit's subtree, a municipal administrator's a municipality, that of a trainer, a
    subject expert or a publisher a municipality's own modules or, without one, the shared modules; a
    regional coordinator's is all figures and no names.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="roles")
    kind = models.CharField(_("role"), max_length=30, choices=RoleKind)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="roles")
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, related_name="roles"
    )

    objects = RoleQuerySet.as_manager()

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(kind=RoleKind.MANAGER, unit__isnull=False, municipality__isnull=True)
                    | Q(kind=RoleKind.MUNICIPAL_ADMIN, unit__isnull=True, municipality__isnull=False)
                    | Q(kind__in=EDITORIAL_ROLES, unit__isnull=True)
                    | Q(kind=RoleKind.REGIONAL_COORDINATOR, unit__isnull=True, municipality__isnull=True)
                ),
                name="role_reach_fits_kind",
            ),
            models.UniqueConstraint(
                # as numbers, since SQLite counts one null as different from another
                "person",
                "kind",
                Coalesce("unit", 0),
                Coalesce("municipality", 0),
                name="role_granted_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.unit or self.municipality or ''}"

    @property
    def place(self) -> Municipality | None:
        """The municipality of the role, None for a role of the whole region."""
        return self.unit.municipality if self.unit else self.municipality

    @property
    def is_of_shared_modules(self) -> bool:
        return self.kind in EDITORIAL_ROLES and self.municipality_id is None

    @property
    def reach(self) -> str:
        """The name of the unit or municipality, empty for a role of the whole region."""
        return str(self.unit or self.municipality or "")
