"""Films and sound files, measured by an unprivileged process before they are published."""

import base64
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from django.core.files.base import ContentFile, File
from django.utils.translation import gettext as _

from content_import.readers.confined_reading import descriptor_of, read_confined
from content_import.readers.pictures import read_picture
from courses.api import MEDIA_EXTENSIONS, CleanPicture, MediaFacts, UnreadableMaterial, extension_of

#: the extensions of each container, by FFmpeg's name of it
_EXTENSIONS = {
    "mov,mp4,m4a,3gp,3g2,mj2": {"mp4", "m4a"},
    "matroska,webm": {"webm"},
    "mp3": {"mp3"},
}
#: the codecs that Chromium, Firefox and Safari play
_PICTURE_CODECS = frozenset({"", "h264", "vp8", "vp9", "av1"})
_SOUND_CODECS = frozenset({"", "aac", "mp3", "opus", "vorbis", "flac"})


def read_recording(file: File[bytes], name: str) -> MediaFacts:
    """Return the contents of a film or a sound file called `name`.

    Raises `UnreadableMaterial` when it is neither, or when browsers cannot play it.
    """
    extension = extension_of(name)
    metadata = _measure(file) if extension in MEDIA_EXTENSIONS else {}
    if extension not in _EXTENSIONS.get(metadata.get("container", ""), set()):
        raise UnreadableMaterial(
            [
                _(
                    "“%(name)s” can't be played: it is not a film or a sound recording, or it is damaged. "
                    "Choose an MP4, WebM, M4A or MP3 file, or export it again."
                )
                % {"name": name}
            ]
        )
    if problems := list(_codec_problems(metadata)):
        raise UnreadableMaterial(problems)
    return MediaFacts(
        container=metadata["container"],
        video_codec=metadata["video_codec"],
        audio_codec=metadata["audio_codec"],
        seconds=max(1, round(metadata["seconds"])),
        poster=_poster(base64.b64decode(metadata["poster"])),
    )


def _poster(picture: bytes) -> CleanPicture | None:
    """Return the film's poster, None if it has none. Decoded here, outside the caller's transaction."""
    name = "film.jpg"
    with suppress(UnreadableMaterial):
        return read_picture(ContentFile(picture, name=name), name) if picture else None
    return None


def _codec_problems(metadata: dict[str, Any]) -> Iterator[str]:
    if metadata["video_codec"] not in _PICTURE_CODECS:
        yield _(
            "Many browsers can't show this film (its picture is %(codec)s). Export it as MP4 with H.264."
        ) % {"codec": metadata["video_codec"].upper()}
    if metadata["audio_codec"] not in _SOUND_CODECS:
        yield _(
            "Many browsers can't play this sound (it is %(codec)s). Export it as MP4 or M4A with AAC."
        ) % {"codec": metadata["audio_codec"].upper()}


def _measure(file: File[bytes]) -> dict[str, Any]:
    """Return the result of the program for the file, empty when it fails or takes too long."""
    with descriptor_of(file) as descriptor:
        metadata = read_confined("media", descriptor)
    return metadata if metadata.get("video_codec") or metadata.get("audio_codec") else {}
