"""How uploaded transcripts and documents are read: seminars ask, content_import answers.

A lower room never imports a higher one, so content_import registers its readers from `ready`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from courses.transcript import Transcript


class UnreadableMaterial(Exception):
    """An uploaded file can't be used; `problems` are full sentences that say what to mend."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class DocumentText:
    """The text of a document, page by page; pages without text are empty strings."""

    pages: tuple[str, ...]


class Readable(Protocol):
    """An open file of bytes."""

    def read(self, size: int = -1, /) -> bytes: ...


TranscriptReader = Callable[[Readable], Transcript]
DocumentReader = Callable[[Readable], DocumentText]

_readers: dict[str, TranscriptReader | DocumentReader] = {}


def register_readers(*, transcript: TranscriptReader, document: DocumentReader) -> None:
    """Say who reads uploaded files."""
    _readers.update(transcript=transcript, document=document)


def read_transcript(file: Readable) -> Transcript:
    """Read WebVTT or SRT. Raises UnreadableMaterial with every problem found."""
    return _readers["transcript"](file)  # type: ignore[return-value]  # registered under this name


def read_document(file: Readable) -> DocumentText:
    """Read the text of a PDF. Raises UnreadableMaterial when that can't be done."""
    return _readers["document"](file)  # type: ignore[return-value]  # registered under this name
