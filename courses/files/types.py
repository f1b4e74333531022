"""File extensions."""

from pathlib import PurePosixPath

SOUND_EXTENSIONS = frozenset({"mp3", "m4a"})
CAPTION_EXTENSIONS = frozenset({"vtt", "srt"})
MEDIA_EXTENSIONS = SOUND_EXTENSIONS | {"mp4", "webm"}


def extension_of(name: str) -> str:
    """Return a file name's extension in lower case, without its dot."""
    return PurePosixPath(name).suffix[1:].lower()
