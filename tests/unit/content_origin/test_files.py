"""Ranges, names and types of a package's files."""

import pytest
from django.http import Http404

from lms.content_origin.files import ByteRange, NotSatisfiable, parse_range, safe_name
from lms.content_origin.mime import content_type_of


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-4", ByteRange(0, 5)),
        ("bytes=5-", ByteRange(5, 10)),
        ("bytes=-3", ByteRange(7, 10)),
        ("bytes=-99", ByteRange(0, 10)),
        ("bytes=0-99", ByteRange(0, 10)),
        ("", None),
        ("bytes=-", None),
        ("bytes=5-2", None),
        ("bytes=0-1,3-4", None),
        ("lines=0-4", None),
        ("bytes=a-b", None),
    ],
)
def test_range_when_single_is_taken_and_else_ignored(header: str, expected: ByteRange | None) -> None:
    assert parse_range(header, 10) == expected


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=10-20", "bytes=-0"])
def test_range_when_beyond_the_end_cannot_be_satisfied(header: str) -> None:
    with pytest.raises(NotSatisfiable):
        parse_range(header, 10)


@pytest.mark.parametrize(
    "path", ["../secret", "a/../../b", "/etc/passwd", "a//b", "./a", "a\\..\\b", "a/", "", "a/\x00", ".."]
)
def test_name_when_it_leads_out_of_the_package_is_not_found(path: str) -> None:
    with pytest.raises(Http404):
        safe_name("0" * 32, path)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("index.html", "text/html"),
        ("INDEX.HTM", "text/html"),
        ("a/b.min.js", "text/javascript"),
        ("film.mp4", "video/mp4"),
        ("page.php", "application/octet-stream"),
        ("noname", "application/octet-stream"),
    ],
)
def test_type_when_looked_up_is_the_tables_and_carries_no_charset(path: str, kind: str) -> None:
    assert content_type_of(path) == kind
