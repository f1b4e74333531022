"""Factories of seminars with real, small files."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import Any

import av
from django.core.files.base import ContentFile

from courses.enums import SeminarKind
from courses.models import SeminarIndexPage, SeminarPage
from courses.seminars.actions import CreateSeminarPage, NewMaterial, NewSeminar, NewSpeaker
from courses.seminars.transcript import Cue, Transcript
from tests.factories.courses import make_site


def make_transcript(*texts: str, seconds: float = 5.0, start: float = 0.0) -> Transcript:
    """A transcript of one cue a text, `seconds` long each."""
    return Transcript(
        tuple(
            Cue(start + number * seconds, start + (number + 1) * seconds, text)
            for number, text in enumerate(texts)
        )
    )


def make_sound(seconds: int = 2) -> ContentFile[bytes]:
    """Silence as MP3."""
    return ContentFile(_recording("mp3", seconds, sound="mp3"), name="inspelning.mp3")


def make_film(
    seconds: int = 2, *, name: str = "film.mp4", picture: str = "h264", size: tuple[int, int] = (64, 48)
) -> ContentFile[bytes]:
    """A grey film without sound, one picture a second; the container follows the name."""
    extension = name.rpartition(".")[2].lower()
    return ContentFile(_recording(extension, seconds, picture=picture, size=size), name=name)


@lru_cache
def _recording(
    container: str, seconds: int, *, picture: str = "", sound: str = "", size: tuple[int, int] = (64, 48)
) -> bytes:
    buffer = BytesIO()
    with av.open(buffer, "w", format=container) as output:
        stream: Any = output.add_stream(picture or sound, rate=1 if picture else 16000)
        if picture:
            stream.width, stream.height = size
            stream.pix_fmt = "yuv420p"
            frames: list[Any] = [av.VideoFrame(*size, "yuv420p") for _ in range(seconds)]
            for frame in frames:
                for plane in frame.planes:
                    plane.update(b"\x80" * plane.buffer_size)
        else:
            stream.layout = "mono"
            frames = [av.AudioFrame("s16p", "mono", 16000) for _ in range(seconds)]
            for frame in frames:
                frame.sample_rate = 16000
        for number, frame in enumerate(frames):
            frame.pts = number * (1 if picture else 16000)
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return buffer.getvalue()


def make_pdf(*pages: str) -> ContentFile[bytes]:
    """A PDF with one line of text a page (PDF 1.4, WinAnsi letters)."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    kids = []
    for text in pages:
        escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)").encode("cp1252")
        stream = b"BT /F1 14 Tf 50 700 Td (" + escaped + b") Tj ET"
        kids.append(len(objects) + 1)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica "
            b"/Encoding /WinAnsiEncoding >> >> >> >>" % (len(objects) + 2)
        )
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream))
    objects[1] = b"<< /Type /Pages /Kids [%b] /Count %d >>" % (
        b" ".join(b"%d 0 R" % kid for kid in kids),
        len(kids),
    )
    return ContentFile(_assembled(objects), name="material.pdf")


def _assembled(objects: list[bytes]) -> bytes:
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return (
        body
        + b"xref\n0 %d\n0000000000 65535 f \n%btrailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF"
        % (
            len(objects) + 1,
            table,
            len(objects) + 1,
            len(body),
        )
    )


def make_seminar_index(language: str = "sv") -> SeminarIndexPage:
    """The list of seminars in a language, with the site around it."""
    make_site()
    return SeminarIndexPage.objects.get(locale__language_code=language)


def make_seminar(
    title: str = "Palliativ vård i hemmet",
    *,
    transcript: Transcript | None = None,
    material: dict[str, list[str]] | None = None,
    kind: SeminarKind = SeminarKind.SEMINAR,
    publish: bool = True,
    language: str = "sv",
    **values: object,
) -> SeminarPage:
    """A seminar with silence as its recording; `material` is titles of PDFs and the text of their pages."""
    speaker = NewSpeaker(
        name="Kim Exempel",
        role="Sjuksköterska, Exempelstad",
        material=[NewMaterial(name, make_pdf(*pages)) for name, pages in (material or {}).items()],
    )
    values.setdefault("recording", make_sound())
    if transcript:
        values.setdefault("seconds", int(transcript.seconds))
    slug = f"seminarium-{SeminarPage.objects.count() + 1}"
    seminar = NewSeminar(
        title=title,
        slug=slug,
        kind=kind,
        transcript=transcript or Transcript(),
        speakers=[speaker],
        **values,  # type: ignore[arg-type]  # a test passes what NewSeminar has
    )
    return CreateSeminarPage(
        parent=make_seminar_index(language), seminar=seminar, by=None, publish=publish
    ).run()
