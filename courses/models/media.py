"""Measured facts of films and sound files among the documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from wagtail.documents import get_document_model_string
from wagtail.images import get_image_model_string
from wagtail.images.models import AbstractImage

from courses.files.types import CAPTION_EXTENSIONS, MEDIA_EXTENSIONS, SOUND_EXTENSIONS, extension_of

if TYPE_CHECKING:
    from wagtail.documents.models import AbstractDocument


class MediaProbe(models.Model):
    """The measured streams of a document. They are valid for the file with the hash `file_hash`.

    `container` and the codecs are FFmpeg's names; a codec is empty without such a stream.
    """

    document = models.OneToOneField(
        get_document_model_string(), models.CASCADE, related_name="media_probe", primary_key=True
    )
    file_hash = models.CharField(max_length=40)
    container = models.CharField(max_length=60)
    video_codec = models.CharField(max_length=40, blank=True)
    audio_codec = models.CharField(max_length=40, blank=True)
    seconds = models.PositiveIntegerField()
    poster = models.ForeignKey(
        get_image_model_string(), models.SET_NULL, null=True, blank=True, related_name="+"
    )

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(video_codec="", audio_codec=""), name="media_probe_has_a_stream"
            )
        ]

    def __str__(self) -> str:
        return str(self.document_id)


def has_file(document: AbstractDocument | None) -> bool:
    """Return whether the document still exists, and its file with it."""
    return document is not None and document.file.storage.exists(document.file.name)


def is_sound(document: AbstractDocument) -> bool:
    """Return whether a recording has no picture, by its streams or, unmeasured, by its name."""
    probe: MediaProbe | None = getattr(document, "media_probe", None)
    if probe is not None:
        return not probe.video_codec
    return extension_of(document.filename) in SOUND_EXTENSIONS


def kind_of(file: AbstractDocument | AbstractImage) -> str:
    """Return the kind of a document or image; files of the same kind can replace each other."""
    if isinstance(file, AbstractImage):
        return "image"
    extension = extension_of(file.filename)
    if extension in MEDIA_EXTENSIONS:
        return "sound" if is_sound(file) else "film"
    return "captions" if extension in CAPTION_EXTENSIONS else extension
