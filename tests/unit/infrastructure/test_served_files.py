"""Ranges and media types of files over HTTP."""

from io import BytesIO

import pytest
from django.core.files import File
from django.http import HttpResponseBase
from django.test import RequestFactory
from django.utils.http import http_date

from infrastructure.http.api import media_type_of, ranged_response

CONTENT = b"0123456789"
MODIFIED = 1_800_000_000


def answer(
    method: str = "GET", modified: int | None = None, **headers: str
) -> tuple[HttpResponseBase, BytesIO]:
    request = RequestFactory().generic(
        method, "/", headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    stored = BytesIO(CONTENT)
    response = ranged_response(
        request, File(stored), content_type="video/mp4", etag="version-1", modified=modified
    )
    return response, stored


def sent(response: HttpResponseBase) -> bytes:
    return b"".join(response)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("header", "expected", "content_range"),
    [
        ("bytes=0-4", b"01234", "0-4"),
        ("bytes=0-0", b"0", "0-0"),
        ("bytes=9-9", b"9", "9-9"),
        ("bytes=5-", b"56789", "5-9"),
        ("bytes=-3", b"789", "7-9"),
        ("bytes=-99", CONTENT, "0-9"),
        ("bytes=0-99", CONTENT, "0-9"),
    ],
)
def test_range_of_the_file_is_that_part(header: str, expected: bytes, content_range: str) -> None:
    response, _ = answer(range=header)

    assert (response.status_code, sent(response)) == (206, expected)
    assert response.headers["Content-Range"] == f"bytes {content_range}/10"
    assert response.headers["Content-Length"] == str(len(expected))


@pytest.mark.parametrize(
    "header", ["", "bytes=-", "bytes=5-2", "bytes=0-1,3-4", "lines=0-4", "bytes=a-b", f"bytes=0-{'9' * 5000}"]
)
def test_range_that_is_none_or_several_is_ignored(header: str) -> None:
    response, _ = answer(range=header)

    assert (response.status_code, sent(response)) == (200, CONTENT)
    assert response.headers["Content-Length"] == "10"


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=10-20", "bytes=-0"])
def test_range_beyond_the_end_is_refused(header: str) -> None:
    response, stored = answer(range=header)

    assert (response.status_code, response.headers["Content-Range"]) == (416, "bytes */10")
    assert stored.closed


@pytest.mark.parametrize(
    ("condition", "status"),
    [
        ('"version-1"', 206),
        ('"version-0"', 200),
        (http_date(MODIFIED), 206),
        (http_date(MODIFIED - 1), 200),
    ],
)
def test_range_applies_to_the_version_that_the_browser_has(condition: str, status: int) -> None:
    response, _ = answer(range="bytes=0-4", if_range=condition, modified=MODIFIED)

    assert response.status_code == status


@pytest.mark.parametrize("condition", [http_date(MODIFIED), '"version-0"'])
def test_range_of_another_version_of_a_file_without_date_is_ignored(condition: str) -> None:
    response, _ = answer(range="bytes=0-4", if_range=condition)

    assert response.status_code == 200


@pytest.mark.parametrize(
    "headers", [{"if_none_match": '"version-1"'}, {"if_modified_since": http_date(MODIFIED)}]
)
def test_file_that_the_browser_has_is_not_sent(headers: dict[str, str]) -> None:
    response, stored = answer(modified=MODIFIED, **headers)

    assert response.status_code == 304
    assert response.headers["ETag"] == '"version-1"'
    assert "Content-Type" not in response.headers
    assert stored.closed


def test_head_request_has_the_length_of_the_whole_file_and_no_body() -> None:
    response, stored = answer("HEAD", range="bytes=0-4")

    assert (response.status_code, response.headers["Content-Length"]) == (200, "10")
    assert (sent(response), stored.closed) == (b"", True)


def test_response_that_is_never_read_closes_the_file() -> None:
    response, stored = answer()

    response.close()

    assert stored.closed


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("index.html", "text/html"),
        ("INDEX.HTM", "text/html"),
        ("a/b.min.js", "text/javascript"),
        ("film.mp4", "video/mp4"),
        ("ljud.M4A", "audio/mp4"),
        ("text.vtt", "text/vtt"),
        ("text.srt", "application/x-subrip"),
        ("font.ttf", "font/ttf"),
        ("page.php", "application/octet-stream"),
        ("noname", "application/octet-stream"),
    ],
)
def test_media_type_is_the_tables_and_carries_no_charset(path: str, kind: str) -> None:
    assert media_type_of(path) == kind
