"""Exports that were requested, each with its file while it is kept, and imports of backups."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.api import LayerVersion, ModuleVersion
from infrastructure.db.api import UnindexedModel
from lms.export.enums import ExportFormat, ExportState, Licence
from people.api import Municipality


class ModuleExport(UnindexedModel):
    """A module version as a file. The file is in the storage "exports" under `file_name`."""

    #: one that is not made this long after its making began was interrupted
    TIMEOUT = dt.timedelta(minutes=30)

    module_version = models.ForeignKey(ModuleVersion, models.CASCADE, related_name="+")
    #: the municipality whose variant it is: its layer and its values; None for the core
    municipality = models.ForeignKey(Municipality, models.CASCADE, null=True, blank=True, related_name="+")
    #: None also where the municipality's values alone differ
    layer_version = models.ForeignKey(LayerVersion, models.CASCADE, null=True, blank=True, related_name="+")
    format = models.CharField(max_length=20, choices=ExportFormat)
    licence = models.CharField(max_length=20, choices=Licence)
    has_recordings = models.BooleanField(default=True)
    #: whether the right answers are on the last page of a PDF
    has_answers = models.BooleanField(default=False)
    state = models.CharField(max_length=20, choices=ExportState, default=ExportState.WAITING)
    #: why it failed, as a sentence
    problem = models.CharField(max_length=500, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True, db_index=True)
    #: when the making began the last time; None while it waits in the queue
    started_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=ExportState.READY) | ~Q(file_name=""), name="ready_export_has_file"
            )
        ]

    def __str__(self) -> str:
        return f"{self.module_version} {self.format}"

    @property
    def is_overdue(self) -> bool:
        """Whether its making was interrupted."""
        if self.state != ExportState.WAITING or self.started_at is None:
            return False
        return self.started_at < timezone.now() - self.TIMEOUT

    @property
    def is_unfinished(self) -> bool:
        return self.state == ExportState.WAITING and not self.is_overdue

    @property
    def shown_state(self) -> str:
        """The state as a word, and why there is no file as a sentence."""
        if self.is_overdue:
            problem = _("The making was interrupted. Make the file again.")
            return f"{ExportState.FAILED.label}. {problem}"
        if self.state == ExportState.WAITING and self.started_at is None:
            return _("Waits for its turn")
        state = ExportState(self.state).label
        return f"{state}. {self.problem}" if self.problem else str(state)


class ModuleImport(UnindexedModel):
    """An import of a backup of modules, by which the same file is recognised."""

    #: the SHA-256 of the file
    digest = models.CharField(max_length=64, unique=True)
    modules = models.PositiveIntegerField()
    imported_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.digest
