"""Documents, recordings and images that local layers use: in their drafts and in their versions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import F, Max, Model

from courses.layers.core_steps import own_steps
from courses.layers.models import LayerVersionFile, ModuleLayer
from courses.models.media import StoredFile
from courses.modules.frozen_content import file_field_name, referenced_files, resolve_steps

FileKey = tuple[type[Model], int]


@dataclass(frozen=True)
class LayerWithFile:
    """A layer that uses a file."""

    layer: ModuleLayer
    #: whether its draft or its newest version has the file, and not only an earlier version
    is_current: bool


def layers_with(file: StoredFile) -> list[LayerWithFile]:
    """Return the layers that use the file, in their draft or in any version."""
    versions = LayerVersionFile.objects.filter(**{file_field_name(file): file})
    published = set(versions.values_list("layer_version__layer", flat=True))
    newest = versions.alias(newest=Max("layer_version__layer__versions__number"))
    current = set(
        newest.filter(layer_version__number=F("newest")).values_list("layer_version__layer", flat=True)
    )
    key = (type(file), file.pk)
    found = [
        LayerWithFile(layer, layer.pk in current or key in files_of_draft(layer)) for layer in _all_layers()
    ]
    return [one for one in found if one.is_current or one.layer.pk in published]


def files_of_drafts() -> set[FileKey]:
    """Return the model and the key of each file that the draft of a layer uses."""
    return {file for layer in _all_layers() for file in files_of_draft(layer)}


def files_of_draft(layer: ModuleLayer) -> set[FileKey]:
    """Return the files of a layer's draft, those that publication would add to its steps too."""
    return set(referenced_files(resolve_steps(own_steps(layer.stored_operations))))


def _all_layers() -> Iterator[ModuleLayer]:
    layers = ModuleLayer.objects.select_related("module", "municipality")
    return layers.order_by("module", "municipality", "language").iterator()
