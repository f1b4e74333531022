"""File extensions and media types."""

import mimetypes
from pathlib import PurePosixPath

SOUND_EXTENSIONS = frozenset({"mp3", "m4a"})
CAPTION_EXTENSIONS = frozenset({"vtt", "srt"})
MEDIA_EXTENSIONS = SOUND_EXTENSIONS | {"mp4", "webm"}

# Python's table has an old type of M4A, which some players refuse, and no types of subtitles.
_TYPES = {".m4a": "audio/mp4", ".mp3": "audio/mpeg", ".vtt": "text/vtt", ".srt": "application/x-subrip"}


def extension_of(name: str) -> str:
    """Return a file name's extension in lower case, without its dot."""
    return PurePosixPath(name).suffix[1:].lower()


def content_type_of(name: str) -> str:
    """Return the media type of a file by its name."""
    suffix = PurePosixPath(name).suffix.lower()
    return _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
