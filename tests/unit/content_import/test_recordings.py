"""Films and sound files are measured; other files with their extensions are refused."""

from __future__ import annotations

import io
import wave

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import TemporaryUploadedFile

from content_import.readers.recordings import read_recording
from courses.media.readers import UnreadableMaterial
from tests.factories.seminars import make_film, make_pdf, make_sound

CAPTIONS = "WEBVTT\n\n00:01.000 --> 00:02.000\nHej på dig\n".encode()


def wav() -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        sound.writeframes(b"\x80" * 8000)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        (make_film(345), ("h264", "", 345, True)),
        (make_film(2, name="Förflyttning på övervåningen.WEBM", picture="vp8"), ("vp8", "", 2, True)),
        (make_sound(90), ("", "mp3", 90, False)),
    ],
)
def test_recording_when_read_gives_streams_length_and_poster(
    file: ContentFile[bytes], expected: tuple[str, str, int, bool]
) -> None:
    facts = read_recording(file, str(file.name))

    found = (facts.video_codec, facts.audio_codec, facts.seconds, facts.poster is not None)
    assert found == expected


@pytest.mark.parametrize("extension", ["mp4", "webm", "m4a", "mp3"])
@pytest.mark.parametrize(
    "data",
    [
        b"",
        "Åäö, en vanlig text".encode(),
        make_pdf("Om trycksår").read(),
        CAPTIONS,
        b"#EXTM3U\nfile:///etc/passwd\n",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        wav(),
    ],
    ids=["empty", "text", "pdf", "captions", "playlist", "list of files", "wav"],
)
def test_recording_that_is_something_else_is_refused(data: bytes, extension: str) -> None:
    with pytest.raises(UnreadableMaterial) as refused:
        read_recording(ContentFile(data), f"Så gör du.{extension}")

    assert len(refused.value.problems) == 1


@pytest.mark.parametrize(
    ("file", "name"),
    [
        (make_film(), "film.mp3"),
        (make_film(), "film.webm"),
        (make_sound(), "ljud.mp4"),
        (make_film(), "a.pdf"),
    ],
)
def test_recording_in_another_container_than_its_name_is_refused(file: File[bytes], name: str) -> None:
    with pytest.raises(UnreadableMaterial):
        read_recording(file, name)


def test_film_that_browsers_cannot_show_is_refused_with_the_codec() -> None:
    film = make_film(picture="mpeg4")

    with pytest.raises(UnreadableMaterial, match="MPEG4"):
        read_recording(film, "film.mp4")


def test_recording_when_read_leaves_an_uploaded_file_where_it_was() -> None:
    data = make_film(20).read()
    upload = TemporaryUploadedFile("film.mp4", "video/mp4", len(data), None)
    upload.write(data)
    upload.seek(0)
    start = upload.read(10)

    read_recording(upload, "film.mp4")

    assert start + upload.read() == data
    upload.close()
