"""Actions that measure films and sound files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from wagtail.images import get_image_model

from courses.media.pictures import CleanPicture
from courses.media.readers import MediaFacts, missing_file, read_recording
from courses.models.media import MediaProbe

if TYPE_CHECKING:
    from wagtail.documents.models import AbstractDocument
    from wagtail.images.models import AbstractImage


def probe_document(*, document: AbstractDocument) -> MediaProbe:
    """Return the measured facts of the document's file, measuring it if it has changed since.

    Raises UnreadableMaterial if it is no film or sound that browsers play.
    """
    probe: MediaProbe | None = MediaProbe.objects.filter(document=document).first()
    try:
        if probe is not None and probe.file_hash == document.get_file_hash():
            return probe
        with document.open_file() as file:
            facts = read_recording(file, document.filename)
    except FileNotFoundError:
        raise missing_file(document.title) from None
    return store_media_facts(document=document, facts=facts)


@transaction.atomic
def store_media_facts(*, document: AbstractDocument, facts: MediaFacts) -> MediaProbe:
    """Store measured facts, and the picture of a film in the collection of the document."""
    probe, _ = MediaProbe.objects.update_or_create(
        document=document,
        defaults={
            "file_hash": document.get_file_hash(),
            "container": facts.container,
            "video_codec": facts.video_codec,
            "audio_codec": facts.audio_codec,
            "seconds": facts.seconds,
            "poster": _poster(document, facts.poster) if facts.poster else None,
        },
    )
    return probe


def _poster(document: AbstractDocument, file: CleanPicture) -> AbstractImage:
    picture: AbstractImage = get_image_model()(
        title=document.title,
        file=file,
        collection=document.collection,
        uploaded_by_user=document.uploaded_by_user,
    )
    picture.save()
    return picture
