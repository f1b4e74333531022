"""A municipality's organisation as a tree."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node

from lms.people.enums import UnitKind
from lms.people.models.municipality import Municipality


class Unit(MP_Node):
    """A node of a municipality's tree: administration, operation, unit. Roots are municipalities'."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="units")
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("level"), max_length=20, choices=UnitKind)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    node_order_by = ["name"]
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")

    def __str__(self) -> str:
        return self.name

    @property
    def path_names(self) -> list[str]:
        """The names from the root of the tree down to this unit."""
        return [*self.get_ancestors().values_list("name", flat=True), self.name]
