"""The form in which documents are uploaded."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.documents.forms import BaseDocumentForm

from courses.file_types import MEDIA_EXTENSIONS, extension_of
from courses.readers import UnreadableMaterial, read_recording


class DocumentForm(BaseDocumentForm):
    """Refuses a film or a sound recording that can't be played, and keeps what was measured."""

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if "file" in self.changed_data and extension_of(file.name) in MEDIA_EXTENSIONS:
            try:
                # Stored when the document is (`signal_handlers`): the uploader saves it without this form.
                self.instance.media_facts = read_recording(file, file.name)
            except UnreadableMaterial as unreadable:
                raise ValidationError(unreadable.problems) from unreadable
        return file
