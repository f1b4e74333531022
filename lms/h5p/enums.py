"""Choices of the store of H5P libraries."""

from django.db.models import TextChoices


class DependencyKind(TextChoices):
    """When a library needs another one (library.json)."""

    PRELOADED = "preloaded", "Loaded with it"
    DYNAMIC = "dynamic", "Loaded when needed"
    EDITOR = "editor", "Loaded by the editor"
