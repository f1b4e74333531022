"""Readers of uploaded transcripts, documents, recordings and pictures.

content_import implements them and registers them from `ready`, since this package cannot import it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from django.core.files import File
from django.utils.translation import gettext as _

from courses.seminars.transcript import Transcript

if TYPE_CHECKING:
    from courses.media.pictures import CleanPicture


class UnreadableMaterial(Exception):
    """An uploaded file can't be used; `problems` are full sentences that say what to do."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


def missing_file(title: str) -> UnreadableMaterial:
    """Return the error for a document whose file is no longer in the storage."""
    sentence = _("The file of “%(document)s” is missing. Upload it again, or choose another.")
    return UnreadableMaterial([sentence % {"document": title}])


@dataclass(frozen=True, slots=True)
class DocumentText:
    """The text of a document, page by page; pages without text are empty strings."""

    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MediaFacts:
    """The measured facts of a film or sound file. Codecs are empty without such a stream.

    `container` and codecs are FFmpeg's names; `poster` is a picture of the film, None for sound.
    """

    container: str
    video_codec: str
    audio_codec: str
    seconds: int
    poster: CleanPicture | None = field(repr=False)


class Readable(Protocol):
    """An open file of bytes."""

    def read(self, size: int = -1, /) -> bytes: ...


CaptionsReader = Callable[[Readable], str]
TranscriptReader = Callable[[Readable], Transcript]
DocumentReader = Callable[[Readable], DocumentText]
RecordingReader = Callable[[File[bytes], str], MediaFacts]
PictureReader = Callable[[File[bytes], str], "CleanPicture"]

_readers: dict[str, Callable[..., Any]] = {}


def register_readers(
    *,
    transcript: TranscriptReader,
    captions: CaptionsReader,
    document: DocumentReader,
    recording: RecordingReader,
    picture: PictureReader,
) -> None:
    """Register the functions that read uploaded files."""
    _readers.update(
        transcript=transcript, captions=captions, document=document, recording=recording, picture=picture
    )


def read_transcript(file: Readable) -> Transcript:
    """Read WebVTT or SRT. Raises UnreadableMaterial with all problems."""
    transcript: Transcript = _readers["transcript"](file)
    return transcript


def read_captions(file: Readable) -> str:
    """Return WebVTT or SRT as WebVTT. Raises UnreadableMaterial with all problems."""
    webvtt: str = _readers["captions"](file)
    return webvtt


def read_document(file: Readable) -> DocumentText:
    """Read the text of a PDF. Raises UnreadableMaterial."""
    text: DocumentText = _readers["document"](file)
    return text


def read_recording(file: File[bytes], name: str) -> MediaFacts:
    """Measure a film or a sound file. Raises UnreadableMaterial if it can't be played."""
    facts: MediaFacts = _readers["recording"](file, name)
    return facts


def read_picture(file: File[bytes], name: str) -> CleanPicture:
    """Decode and encode a picture. Raises UnreadableMaterial if it can't be decoded."""
    picture: CleanPicture = _readers["picture"](file, name)
    return picture
