"""Films and sound files, with the measured facts of their files, and the municipalities' folders."""

from typing import TypeAlias

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.images import get_image_model_string
from wagtail.images.models import AbstractImage
from wagtail.models import Collection
from wagtail.utils.file import hash_filelike
from wagtailmedia.models import AbstractMedia, MediaType

from courses.files.types import CAPTION_EXTENSIONS, extension_of
from infrastructure.db.api import UnindexedModel
from people.api import Municipality


class Recording(AbstractMedia):
    """A film or a sound file.

    `container` and the codecs are FFmpeg's names, all empty until the file is measured; a codec is empty
    without such a stream. `duration` is in seconds, `file_hash` the SHA-1 of the file. `poster` replaces
    wagtailmedia's `thumbnail`: its pictures are encoded by this site.
    """

    thumbnail = width = height = None
    file_hash = models.CharField(max_length=40, blank=True, editable=False)
    container = models.CharField(max_length=60, blank=True, editable=False)
    video_codec = models.CharField(max_length=40, blank=True, editable=False)
    audio_codec = models.CharField(max_length=40, blank=True, editable=False)
    poster = models.ForeignKey(
        get_image_model_string(), models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )

    admin_form_fields = ("title", "file", "collection", "tags")

    class Meta(AbstractMedia.Meta):
        verbose_name = _("film or sound")
        verbose_name_plural = _("films and sound")
        constraints = [
            models.CheckConstraint(
                condition=Q(container="") | ~Q(video_codec="", audio_codec=""),
                name="measured_recording_has_a_stream",
            )
        ]

    @property
    def is_measured(self) -> bool:
        return bool(self.container)

    @property
    def is_sound(self) -> bool:
        """Whether the recording has no picture, by its streams or, unmeasured, by its name."""
        return bool(self.type == MediaType.AUDIO)

    @property
    def url(self) -> str:
        return reverse("recording", args=[self.pk, self.filename])

    def get_file_hash(self) -> str:
        """Return the SHA-1 of the file. It is stored the first time."""
        if not self.file_hash:
            with self.file.storage.open(self.file.name) as file:
                self.file_hash = hash_filelike(file)
            type(self)._default_manager.filter(pk=self.pk).update(file_hash=self.file_hash)
        return self.file_hash


StoredFile: TypeAlias = AbstractDocument | AbstractImage | Recording


def has_file(file: AbstractDocument | Recording | None) -> bool:
    """Return whether the row still exists, and its file with it."""
    return file is not None and file.file.storage.exists(file.file.name)


def kind_of(file: StoredFile) -> str:
    """Return the kind of a file; files of the same kind can replace each other."""
    if isinstance(file, AbstractImage):
        return "image"
    if isinstance(file, Recording):
        return "sound" if file.is_sound else "film"
    extension = extension_of(file.filename)
    return "captions" if extension in CAPTION_EXTENSIONS else extension


class MunicipalityFolder(UnindexedModel):
    """The relation of a municipality to its own collection of documents and pictures.

    Collections below it are the municipality's too. A collection without a relation is open to everybody.
    """

    municipality = models.OneToOneField(Municipality, models.PROTECT, related_name="folder")
    collection = models.OneToOneField(Collection, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("municipality's folder")
        verbose_name_plural = _("municipalities' folders")

    def __str__(self) -> str:
        return str(self.collection)
