"""How material comes in: SCORM, transcripts, documents."""

from django.apps import AppConfig


class ContentImportConfig(AppConfig):
    name = "content_import"
    label = "content_import"
