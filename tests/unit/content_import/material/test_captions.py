"""Captions go with a film by their name, in the language of its tag."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile

from content_import.material.upload import Upload
from content_import.material_kinds.films import captions_for, film_of
from courses.films.languages import language_of_tag

FILM = b"\0\0\0\x18ftypisom"
WEBVTT = b"WEBVTT\n\n00:01.000 --> 00:02.000\nHej\n"


def uploads(*names: str, **chosen: str) -> list[Upload]:
    """Return films and captions by their names; `chosen` are languages by the stem of the captions."""
    contents = {name: FILM if name.endswith("mp4") else WEBVTT for name in names}
    return [
        Upload(name, ContentFile(content, name=name), {"language": chosen[stem]} if stem in chosen else {})
        for name, content in contents.items()
        for stem in [name.rpartition(".")[0]]
    ]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["film.sv.vtt", "film.en.srt", "film_fi.vtt"], ["sv", "en", "fi"]),
        (["film.en.vtt", "Film.vtt"], ["sv", "en"]),
        (["film-ENG.vtt", "film.en-GB.vtt"], ["en"]),
        (["film.svenska.vtt", "annan.sv.vtt"], []),
    ],
)
def test_caption_files_are_matched_by_name_and_language(names: list[str], expected: list[str]) -> None:
    files = uploads("film.mp4", *names)

    assert list(captions_for(files[0], files)) == expected


def test_captions_of_an_english_page_are_in_english_first() -> None:
    files = uploads("film.mp4", "film.sv.vtt", "film.vtt")
    for file in files:
        file.language = "en"

    assert list(captions_for(files[0], files)) == ["en", "sv"]


def test_chosen_language_counts_before_the_name() -> None:
    files = uploads("film.mp4", "film.vtt", "film_x.vtt", film="so", film_x="sv")

    assert {key: value.name for key, value in captions_for(files[0], files).items()} == {
        "so": "film.vtt",
        "sv": "film_x.vtt",
    }


def test_captions_go_with_the_film_of_the_longest_name() -> None:
    files = uploads("film.mp4", "film-del-2.mp4", "film-del-2.vtt", "film.en.vtt")

    assert [film_of(captions, files) for captions in files[2:]] == [files[1], files[0]]


@pytest.mark.parametrize(
    ("tag", "language"),
    [("en", "en"), ("en_US", "en"), ("SWE", "sv"), ("no", "nb"), ("xx", None), ("", None), ("english", None)],
)
def test_language_of_tag_is_one_that_captions_can_have(tag: str, language: str | None) -> None:
    assert language_of_tag(tag) == language
