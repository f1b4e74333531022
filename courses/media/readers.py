"""Readers of uploaded transcripts, documents, recordings and pictures.

content_import implements them and sets them from `ready`, since this package cannot import it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

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


class FileReaders:
    """The functions that read uploaded files. Each raises UnreadableMaterial with all problems."""

    #: reads WebVTT or SRT
    transcript: Callable[[Readable], Transcript]
    #: returns WebVTT or SRT as WebVTT
    captions: Callable[[Readable], str]
    #: reads the text of a PDF
    document: Callable[[Readable], DocumentText]
    #: measures a film or a sound file
    recording: Callable[[File[bytes], str], MediaFacts]
    #: decodes and encodes a picture
    picture: Callable[[File[bytes], str], CleanPicture]


file_readers = FileReaders()
