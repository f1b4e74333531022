"""Units: the tree of a municipality's organisation."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any, NoReturn

from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node

from infrastructure.db.api import UnindexedModel
from people.enums import UnitKind


class Municipality(UnindexedModel):
    """A member municipality, identified by its four-digit code."""

    code = models.CharField(_("code"), max_length=4, unique=True, validators=[RegexValidator(r"^\d{4}$")])
    name = models.CharField(_("name"), max_length=60, unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")

    def __str__(self) -> str:
        return self.name


class Unit(MP_Node):
    """A node of a municipality's tree: administration, operation, unit. Roots are municipalities'.

    A step of `path` is the primary key of a unit, not its position among its siblings: adding a unit writes
    no other row than its parent's, and moving one writes those below it. See docs/decisions/0019.
    """

    #: "U" and the primary key in seven digits, so that a step is found by its text anywhere in a path
    steplen = 8
    path: str
    depth: int
    numchild: int

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="units")
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("level"), max_length=20, choices=UnitKind)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

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

    @property
    def step(self) -> str:
        """The unit's own step in its path and in the paths of all units below it."""
        return f"U{self.pk:07}"

    @property
    def path_keys(self) -> list[int]:
        """The primary keys from the root of the tree down to this unit."""
        return keys_in(self.path)

    def is_within(self, other: Unit) -> bool:
        """Return True for `other` itself and the units below it."""
        return other.pk in self.path_keys

    def subtree(self, prefix: str = "") -> Q:
        """Return the condition on a unit, found by `prefix`, to be this one or lie below it.

        It compares keys, so it is correct even if the tree has changed since this unit was read.
        """
        return Q(**{f"{prefix}path__contains": self.step})

    def get_children(self) -> QuerySet[Unit]:
        """Return the units one step down, by name."""
        return super().get_children().order_by("name", "pk")

    @classmethod
    def add_root(cls, **kwargs: Any) -> Unit:
        """Add a unit at the top of its municipality's tree. Writes no other row."""
        return cls._add("", depth=1, **kwargs)

    def add_child(self, **kwargs: Any) -> Unit:
        """Add a unit below this one. Writes no other row than this unit's count of children."""
        with transaction.atomic():
            child = self._add(self.path, depth=self.depth + 1, **kwargs)
            _count_children([self.path], 1)
        self.numchild += 1
        return child

    @classmethod
    @transaction.atomic
    def _add(cls, above: str, **kwargs: Any) -> Unit:
        # The key exists once the row is inserted; the column is unique.
        unit = cls.objects.create(path=uuid.uuid4().hex, **kwargs)
        unit.path = above + unit.step
        unit.save(update_fields=["path"])
        return unit

    @transaction.atomic
    def move_below(self, parent: Unit | None) -> None:
        """Move this unit with all below it below `parent`, or to the top. Both must be read under a lock."""
        above = parent.path if parent else ""
        depth = parent.depth + 1 if parent else 1
        _count_children([self.path[: -self.steplen]], -1)
        _count_children([above], 1)
        Unit.objects.filter(self.subtree()).update(
            path=Concat(Value(above), Substr("path", len(self.path) - self.steplen + 1)),
            depth=F("depth") + (depth - self.depth),
        )
        self.path, self.depth = above + self.step, depth

    def move(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise NotImplementedError("use move_below: treebeard would number the siblings anew")

    def add_sibling(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise NotImplementedError("use add_root or add_child: treebeard would number the siblings anew")


def keys_in(path: str) -> list[int]:
    """Return the primary keys of the units in a path, from the root down."""
    return [int(path[start + 1 : start + Unit.steplen]) for start in range(0, len(path), Unit.steplen)]


def _count_children(paths: Iterable[str], change: int) -> None:
    Unit.objects.filter(path__in=paths).update(numchild=F("numchild") + change)
