"""Names in archives that do not declare their encoding."""

from __future__ import annotations

import unicodedata

import pytest

from content_import.archives.archive import PackageArchive
from tests.factories.files.old_archives import old_archive

SWEDISH = [
    "imsmanifest.xml",
    "bildå.js",
    "Förskola/Övning 1 – Ärlighet.html",
    "ÅÄÖ/åäö.css",
    "entré.html",
]
PLAIN = [name.replace("–", "-") for name in SWEDISH]


def names_of(names: list[str], code_page: str, *, states_names: bool = False) -> list[str]:
    members = {name: name.encode() for name in names}
    with PackageArchive(old_archive(members, code_page, states_names=states_names)) as archive:
        assert archive.problems == []
        assert list(archive.check_contents()) == []
        return list(archive.members)


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("code_page", ["cp437", "cp850", "cp1252", "latin-1", "utf-8"])
def test_swedish_name_in_an_old_archive_is_read(name: str, code_page: str) -> None:
    assert names_of([name], code_page) == [name]


@pytest.mark.parametrize("code_page", ["cp1252", "utf-8"])
def test_names_with_a_dash_of_windows_are_read(code_page: str) -> None:
    assert names_of(SWEDISH, code_page) == SWEDISH


def test_names_of_one_archive_are_read_in_one_code_page() -> None:
    # The first alone is readable in DOS's code page too: "û" is the dash of Windows.
    names = ["1–2.html", "smörgås.html", "Ärenden.html"]

    assert names_of(names, "cp1252") == names


@pytest.mark.parametrize("name", ["rødgrød.html", "ærlighed.html", "Ægir.html", "über.html"])
@pytest.mark.parametrize("code_page", ["cp850", "cp1252"])
def test_name_of_a_neighbouring_language_is_read(name: str, code_page: str) -> None:
    assert names_of([name], code_page) == [name]


def test_name_that_is_stated_in_utf_8_is_taken_as_stated() -> None:
    assert names_of(["žluťoučký.html"], "cp1250", states_names=True) == ["žluťoučký.html"]


def test_name_that_was_decomposed_on_a_mac_is_composed() -> None:
    decomposed = unicodedata.normalize("NFD", "bildå.js")

    assert names_of([decomposed], "utf-8") == ["bildå.js"]


def test_name_without_letters_reads_as_dos_has_it() -> None:
    assert names_of(["sida 1½.html"], "cp437") == ["sida 1½.html"]
