"""Imports of material: their uploaded files with a plan for each, and what they have created."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cached_property

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content_import.material.enums import UNFINISHED, MaterialState
from content_import.material.kinds import FilePlan
from content_import.material.upload import Upload
from courses.api import ModulePage
from infrastructure.db.api import UnindexedModel
from people.api import Municipality, Person


class MaterialImportQuerySet(models.QuerySet["MaterialImport"]):
    """A queryset of imports."""

    def of(self, person: Person) -> MaterialImportQuerySet:
        """Return those of the person; nobody else sees them."""
        return self.filter(created_by=person)


class MaterialImport(UnindexedModel):
    """An import of one or several files into a new draft, or to the end of `page`.

    `created` lists what it has created so far, as `[label of the model, primary key]`, and `steps` the ids of
    its steps, so that both can be removed again.
    """

    #: one that has not started by then, or not finished this long after its start, was interrupted
    TIMEOUT = dt.timedelta(minutes=30)

    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=MaterialState, default=MaterialState.PLANNED)
    owner = models.ForeignKey(Municipality, models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(_("title"), max_length=255)
    #: the draft that is added to, or that the import has made
    page = models.ForeignKey(ModulePage, models.SET_NULL, null=True, blank=True, related_name="+")
    makes_page = models.BooleanField(default=True)
    steps = models.JSONField(default=list)
    created = models.JSONField(default=list)
    #: how many of the objects are created
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    #: sentences about why it failed, or about what was left out
    messages = models.JSONField(default=list)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = MaterialImportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("import of material")
        verbose_name_plural = _("imports of material")

    def __str__(self) -> str:
        return self.title

    @property
    def is_unfinished(self) -> bool:
        return self.state in UNFINISHED and not self.is_overdue

    @property
    def is_overdue(self) -> bool:
        """Whether it was interrupted and will not be continued."""
        start = self.started_at or self.created_at
        return self.state in UNFINISHED and start < timezone.now() - self.TIMEOUT

    @property
    def may_be_undone(self) -> bool:
        has_ended = self.state in (MaterialState.DONE, MaterialState.FAILED) or self.is_overdue
        return has_ended and bool(self.created or self.steps)

    @property
    def percent(self) -> int:
        return round(100 * self.done / self.total) if self.total else 0

    def created_objects(self) -> Iterator[models.Model]:
        """Yield the objects that the import has created and that still exist."""
        for label, key in self.created:
            instance = apps.get_model(label)._default_manager.filter(pk=key).first()
            if instance is not None:
                yield instance


class MaterialFile(UnindexedModel):
    """An uploaded file, stored until the import has ended, and its plan. `kind` is "" for an unknown type."""

    material_import = models.ForeignKey(MaterialImport, models.CASCADE, related_name="files")
    position = models.PositiveSmallIntegerField()
    #: its name on the trainer's computer
    name = models.CharField(max_length=255)
    file = models.FileField(max_length=200)
    size = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=40, blank=True)
    plan_data = models.JSONField()
    #: what the trainer has chosen about it, by the name of the choice
    chosen = models.JSONField(default=dict)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["material_import", "position"], name="material_file_position_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def plan(self) -> FilePlan:
        return FilePlan.from_json(self.plan_data)

    @cached_property
    def upload(self) -> Upload:
        return Upload(self.name, self.file, self.chosen)
