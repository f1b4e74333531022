"""Choices of the store of H5P libraries."""

from django.db.models import TextChoices


class CompletionRule(TextChoices):
    """When content is completed."""

    #: with the result that it reports of itself, in the statement "completed" or "answered"
    RESULT = "result", "With its result"
    #: when the learner has opened and closed it
    OPENED = "opened", "When opened and closed"
    #: by the first where its highest score is above 0, else by the second
    SCORED = "scored", "With its result, where it has one"


class DependencyKind(TextChoices):
    """When a library needs another one (library.json)."""

    PRELOADED = "preloaded", "Loaded with it"
    DYNAMIC = "dynamic", "Loaded when needed"
    EDITOR = "editor", "Loaded by the editor"
