"""h5p.json and library.json as data."""

from __future__ import annotations

import pytest

from lms.h5p.structure import LibraryRef, libraries_named_in, read_content_definition, version_of


def test_versions_may_be_numbers_or_texts() -> None:
    assert [version_of(value) for value in (4, "4", "04", -1, True, 1.5, "4a", "٤", "99999", None)] == [
        *(4, 4, 4),
        *[None] * 7,
    ]


@pytest.mark.parametrize("text", ["H5P.Image 1.1", "jQuery.ui 1.10", "FontAwesome 4.5"])
def test_library_is_read_from_text_and_folder(text: str) -> None:
    ref = LibraryRef.from_text(text)

    assert ref is not None
    assert (str(ref), LibraryRef.from_folder(ref.folder)) == (text, ref)


@pytest.mark.parametrize(
    "text", ["", "H5P.Image", "H5P.Image 1", "../a 1.1", "a/b 1.1", "å 1.1", "H5P.Image 1.1\n"]
)
def test_other_text_is_no_library(text: str) -> None:
    assert LibraryRef.from_text(text) is None


def test_main_library_is_that_of_the_dependencies() -> None:
    image = {"machineName": "H5P.Image", "majorVersion": "1", "minorVersion": 1}
    quiz = {"machineName": "H5P.Quiz", "majorVersion": 2, "minorVersion": 0}

    definition = read_content_definition(
        {"title": " Å ", "mainLibrary": "H5P.Quiz", "preloadedDependencies": [image, quiz]}
    )

    assert (definition.title, str(definition.main_library)) == ("Å", "H5P.Quiz 2.0")
    assert [str(ref) for ref in definition.dependencies] == ["H5P.Image 1.1", "H5P.Quiz 2.0"]


def test_libraries_of_parts_are_found_at_any_depth() -> None:
    content: object = {"library": "H5P.Image 1.1", "params": {}}
    for _ in range(5_000):
        content = [{"a": content}]

    assert [str(ref) for ref in libraries_named_in(content)] == ["H5P.Image 1.1"]
    assert not list(libraries_named_in({"library": "H5P.Image 1.1"}))
