"""Owners of collections of files in the Wagtail admin."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection

from people.api import Municipality


class MunicipalityFolder(models.Model):
    """The relation of a municipality to its own collection of documents and pictures.

    Collections below it are the municipality's too. A collection without a relation is open to everybody.
    """

    municipality = models.OneToOneField(Municipality, models.PROTECT, related_name="folder")
    collection = models.OneToOneField(Collection, models.CASCADE, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("municipality's folder")
        verbose_name_plural = _("municipalities' folders")

    def __str__(self) -> str:
        return str(self.collection)
