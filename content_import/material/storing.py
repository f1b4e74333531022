"""Pictures, documents and recordings of an import, stored as Wagtail's own in the owner's folder."""

from __future__ import annotations

from typing import Any

from django.core.files import File
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from content_import.material.kinds import ImportContext
from courses.api import CleanPicture, MediaFacts, Recording, StoreFile

TITLE_LENGTH = 255


def store_picture(picture: CleanPicture, *, title: str, context: ImportContext) -> Any:
    """Store a picture and return its row."""
    return _store(get_image_model()(title=title[:TITLE_LENGTH], file=picture), context)


def store_document(file: File[bytes], *, title: str, context: ImportContext) -> Any:
    """Store a document and return its row."""
    return _store(get_document_model()(title=title[:TITLE_LENGTH], file=file), context)


def store_recording(file: File[bytes], *, title: str, facts: MediaFacts, context: ImportContext) -> Any:
    """Store a film or a sound with its measured facts and return its row."""
    return _store(Recording(title=title[:TITLE_LENGTH], file=file), context, facts)


def _store(instance: Any, context: ImportContext, facts: MediaFacts | None = None) -> Any:
    instance.collection = context.collection
    instance.uploaded_by_user = context.by
    return StoreFile(file=instance, facts=facts, by=context.by).run()
