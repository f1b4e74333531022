"""Pictures: uploads are decoded in another process, and stored files are encoded by this site."""

from pathlib import PurePosixPath
from typing import Any

import PIL.Image
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.forms import FileField
from wagtail.images import get_image_model
from wagtail.images.fields import WagtailImageField
from wagtail.images.models import WagtailImageFieldFile

from courses.files.types import extension_of
from courses.media import readers


class CleanPicture(ContentFile[bytes]):
    """A picture that this site has encoded from pixels, without any other data of the upload."""

    def __init__(self, data: bytes, *, name: str, dimensions: tuple[int, int], content_type: str) -> None:
        super().__init__(data, name=name)
        self.dimensions = dimensions
        self.content_type = content_type


class PictureField(WagtailImageField):
    """A form field of a picture; its value is a `CleanPicture`."""

    def to_python(self, data: Any) -> CleanPicture | None:
        file = FileField.to_python(self, data)
        if file is None:
            return None
        if extension_of(str(file.name)) not in self.allowed_image_extensions:
            raise ValidationError(
                self.error_messages["invalid_image_extension"], code="invalid_image_extension"
            )
        self.check_image_file_size(file)
        try:
            return readers.file_readers.picture(file, str(file.name))
        except readers.UnreadableMaterial as unreadable:
            raise ValidationError(unreadable.problems, code="invalid_image") from unreadable


class PictureFile(WagtailImageFieldFile):
    """The file of an image. Every file assigned to it, also by code, is stored as a `CleanPicture`.

    Raises UnreadableMaterial when an unreadable file is assigned or stored.
    """

    def get_image_dimensions(self) -> tuple[int, int]:
        if self._committed:
            stored: tuple[int, int] = super().get_image_dimensions()
            return stored
        clean = _clean(self.file, str(self.name))  # type: ignore[has-type]  # of Wagtail, which has no types
        self.file, self.name = clean, clean.name
        return clean.dimensions

    def save(self, name: str, content: Any, save: bool = True) -> None:
        clean = _clean(content, name)
        super().save(str(PurePosixPath(name).with_suffix(PurePosixPath(str(clean.name)).suffix)), clean, save)


def _clean(content: File[bytes], name: str) -> CleanPicture:
    return content if isinstance(content, CleanPicture) else readers.file_readers.picture(content, name)


class RenditionFile(WagtailImageFieldFile):
    """The file of a rendition, which this site has encoded and can safely read."""

    def get_image_dimensions(self) -> tuple[int, int]:
        is_closed = self.closed
        self.open()
        try:
            with PIL.Image.open(self.file) as picture:
                return picture.size
        finally:
            if is_closed:
                self.close()
            else:
                self.seek(0)


def set_image_file_classes() -> None:
    """Set the file classes of Wagtail's image models; the models themselves are not replaced."""
    images = get_image_model()
    images._meta.get_field("file").attr_class = PictureFile
    images.get_rendition_model()._meta.get_field("file").attr_class = RenditionFile
