"""Fields of pictures, sound and film, which authors choose from those of the site."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, Any, ClassVar

from django.forms import Media
from django.utils.translation import gettext as _
from pyh5p.semantics import SemanticField
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.images.widgets import AdminImageChooser
from wagtail.permissions import policy_registry
from wagtailmedia.widgets import AdminAudioChooser, AdminMediaChooser, AdminVideoChooser

from content_import.h5p_editor.base import ABSENT, Drawing, FormTypes, Kind, Node, Place, register
from content_import.h5p_editor.posted import Posted
from courses.api import Recording, recordings_choosable_by

#: the longest side of a picture in content, in pixels
LONGEST_SIDE = 1920
#: files of films and sound that H5P plays -> their type
RECORDING_TYPES = {
    "video": {"mp4": "video/mp4", "webm": "video/webm"},
    "audio": {"mp3": "audio/mpeg", "m4a": "audio/mp4", "ogg": "audio/ogg", "wav": "audio/wav"},
}
_COPYRIGHT = {"copyright": {"license": "U"}}


@dataclass(frozen=True)
class ChosenPicture:
    """A picture of the site, as it will lie in the package: scaled, and without its metadata."""

    picture: AbstractImage

    @property
    def format(self) -> str:
        is_drawn = PurePosixPath(self.picture.file.name).suffix.lower() in {".png", ".gif"}
        return "png" if is_drawn else "jpeg"

    def as_value(self) -> dict[str, Any]:
        extension = "png" if self.format == "png" else "jpg"
        path = f"images/{self.picture.pk}-{self.picture.get_file_hash()[:12]}.{extension}"
        size = {"width": self.picture.width, "height": self.picture.height}
        return {"path": path, "mime": f"image/{self.format}", **size, **_COPYRIGHT}

    def open(self) -> IO[bytes]:
        side = f"max-{LONGEST_SIDE}x{LONGEST_SIDE}"
        rendition = self.picture.get_rendition(f"{side}|format-{self.format}")
        opened: IO[bytes] = rendition.file.storage.open(rendition.file.name, "rb")
        return opened


@dataclass(frozen=True)
class ChosenRecording:
    """A film or a sound file of the site; H5P stores a list of one."""

    recording: Recording
    type: str

    @property
    def extension(self) -> str:
        return PurePosixPath(self.recording.file.name).suffix.lower().removeprefix(".")

    @property
    def is_playable(self) -> bool:
        return self.extension in RECORDING_TYPES[self.type]

    def as_value(self) -> list[dict[str, Any]]:
        name = f"{self.recording.pk}-{self.recording.get_file_hash()[:12]}.{self.extension}"
        mime = RECORDING_TYPES[self.type][self.extension]
        return [{"path": f"{self.type}s/{name}", "mime": mime, **_COPYRIGHT}]

    def open(self) -> IO[bytes]:
        opened: IO[bytes] = self.recording.file.storage.open(self.recording.file.name, "rb")
        return opened


Chosen = ChosenPicture | ChosenRecording


def chosen_in(value: Any) -> Iterator[Chosen]:
    """Yield the chosen files of content."""
    if isinstance(value, (ChosenPicture, ChosenRecording)):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from chosen_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from chosen_in(part)


def path_of(chosen: Chosen) -> str:
    """Return the path of a chosen file in the folder of the content."""
    value = chosen.as_value()
    found: str = (value[0] if isinstance(value, list) else value)["path"]
    return found


class FileKind(Kind):
    """What pictures, sound and film have in common."""

    chooser: ClassVar[type]

    def default(self, semantic: SemanticField, types: FormTypes) -> Any:
        return ABSENT

    def read(self, place: Place, stored: Any, posted: Posted) -> Any:
        number = posted.number(f"{place.name}.chosen", 2**31 - 1)
        if number is not None:
            return self.chosen(place, number, posted)
        return ABSENT if f"{place.name}.remove" in posted.data or not stored else stored

    def chosen(self, place: Place, number: int, posted: Posted) -> Any:
        """Return the file that was chosen, or ABSENT, with the reason in `posted.refused`."""
        raise NotImplementedError

    def draw(self, place: Place, value: Any, drawing: Drawing) -> Node:
        node = drawing.node("file", place)
        is_chosen = isinstance(value, (ChosenPicture, ChosenRecording))
        number = _number_of(value) if is_chosen else None
        node.more["widget"] = self.chooser().render(
            f"{node.name}.chosen", number, {"id": f"{node.id}-chosen"}
        )
        node.more["held"] = [] if is_chosen else _names(value)
        return node

    def check(self, place: Place, value: Any, types: FormTypes) -> Iterator[tuple[str, str]]:
        if (not place.field.optional and not value) or (value is ABSENT and not place.field.optional):
            yield place.name, _("Choose a file.")


def _number_of(chosen: Chosen) -> int:
    return int(chosen.picture.pk if isinstance(chosen, ChosenPicture) else chosen.recording.pk)


def _names(value: Any) -> list[str]:
    files = value if isinstance(value, list) else [value]
    paths = [str(file.get("path", "")) for file in files if isinstance(file, Mapping)]
    return [PurePosixPath(path).name for path in paths if path]


def _is_lost(chosen: AbstractImage | Recording, place: Place, posted: Posted) -> bool:
    """Return whether the stored file of what was chosen is missing, with the reason in `posted.refused`."""
    if chosen.file.storage.exists(chosen.file.name):
        return False
    sentence = _("The file of “%(title)s” is missing. Choose another one, or upload it again.")
    posted.refused[place.name] = [sentence % {"title": chosen.title}]
    return True


class Picture(FileKind):
    """A picture."""

    type = "image"
    chooser = AdminImageChooser

    def chosen(self, place: Place, number: int, posted: Posted) -> Any:
        permitted = policy_registry.get_by_type(get_image_model()).instances_user_has_any_permission_for(
            posted.by, ["choose"]
        )
        picture = permitted.filter(pk=number).first()
        if picture is None or picture.is_svg():
            posted.refused[place.name] = [_("Choose a picture that you may use: JPEG, PNG, GIF or WebP.")]
            return ABSENT
        return ABSENT if _is_lost(picture, place, posted) else ChosenPicture(picture)


class RecordingKind(FileKind):
    """A film or a sound file."""

    def chosen(self, place: Place, number: int, posted: Posted) -> Any:
        recording = recordings_choosable_by(posted.by).filter(pk=number, type=self.type).first()
        if recording is not None and (chosen := ChosenRecording(recording, self.type)).is_playable:
            return ABSENT if _is_lost(recording, place, posted) else chosen
        formats = ", ".join(RECORDING_TYPES[self.type])
        sentence = _("Choose a file that you may use, in one of the formats %(formats)s.")
        posted.refused[place.name] = [sentence % {"formats": formats}]
        return ABSENT


class Film(RecordingKind):
    """A film."""

    type = "video"
    chooser = AdminVideoChooser


class Sound(RecordingKind):
    """A sound file."""

    type = "audio"
    chooser = AdminAudioChooser


def chooser_media() -> Media:
    """Return the scripts and styles of the choosers."""
    media: Media = AdminImageChooser().media + AdminMediaChooser().media
    return media


for kind in (Picture(), Film(), Sound()):
    register(kind)
