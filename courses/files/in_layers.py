"""Documents, recordings and images that local layers use: in their drafts and in their versions."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Model

from courses.layers.core_steps import own_steps
from courses.layers.models import LayerVersionFile, ModuleLayer
from courses.models.media import StoredFile
from courses.modules.frozen_content import file_field_name, referenced_files, resolve_steps

FileKey = tuple[type[Model], int]


def layers_with(file: StoredFile) -> list[ModuleLayer]:
    """Return the layers that use the file, in their draft or in any version."""
    versions = LayerVersionFile.objects.filter(**{file_field_name(file): file})
    published = set(versions.values_list("layer_version__layer", flat=True))
    key = (type(file), file.pk)
    return [layer for layer in _all_layers() if layer.pk in published or key in files_of_draft(layer)]


def files_of_drafts() -> set[FileKey]:
    """Return the model and the key of each file that the draft of a layer uses."""
    return {file for layer in _all_layers() for file in files_of_draft(layer)}


def files_of_draft(layer: ModuleLayer) -> set[FileKey]:
    """Return the files of a layer's draft, those that publication would add to its steps too."""
    return set(referenced_files(resolve_steps(own_steps(layer.stored_operations))))


def _all_layers() -> Iterator[ModuleLayer]:
    layers = ModuleLayer.objects.select_related("module", "municipality")
    return layers.order_by("module", "municipality", "language").iterator()
