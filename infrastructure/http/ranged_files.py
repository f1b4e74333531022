"""Responses with byte ranges (RFC 9110, section 14); files are streamed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http import HTTPStatus

from django.core.files import File
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import quote_etag

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_CHUNK_BYTES = 64 * 1024


def ranged_response(
    request: HttpRequest, file: File[bytes], *, content_type: str, etag: str
) -> HttpResponseBase:
    """Return the response to a GET or HEAD: the file, or the one requested range of it.

    Several ranges at once, or a range of an older version (`If-Range`), get the whole file, as the
    standard allows; a range outside the file gets 416. The response closes the open file.
    """
    etag = quote_etag(etag)
    if request.headers.get("If-None-Match") == etag:
        file.close()
        return HttpResponse(status=HTTPStatus.NOT_MODIFIED, headers={"ETag": etag})
    size = file.size
    byte_range = _requested_range(request, size, etag)
    first, last = byte_range or (0, size - 1)
    if byte_range and first > last:
        file.close()
        headers = {"Content-Range": f"bytes */{size}"}
        return HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers=headers)
    response = StreamingHttpResponse(
        _Chunks(file, first, last - first + 1),
        content_type=content_type,
        status=HTTPStatus.PARTIAL_CONTENT if byte_range else HTTPStatus.OK,
        headers={"Accept-Ranges": "bytes", "Content-Length": str(last - first + 1), "ETag": etag},
    )
    if byte_range:
        response.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


def _requested_range(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | None:
    """Return the first and the last requested byte, or None if the whole file is to be sent.

    The first is greater than the last if the file has none of the bytes.
    """
    match = _RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    if match is None or request.headers.get("If-Range", etag) != etag:
        return None
    begin, end = match.groups()
    if begin and end and int(end) < int(begin):
        return None
    if begin:
        return int(begin), min(int(end), size - 1) if end else size - 1
    if end:
        return max(0, size - int(end)) if int(end) else size, size - 1
    return None


class _Chunks:
    """An iterator of a range of an open file. `close` also closes an unread file (a HEAD request)."""

    def __init__(self, file: File[bytes], first: int, length: int) -> None:
        self._file = file
        self._remaining = length
        file.seek(first)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        chunk = self._file.read(min(_CHUNK_BYTES, self._remaining)) if self._remaining > 0 else b""
        if not chunk:
            raise StopIteration
        self._remaining -= len(chunk)
        return chunk

    def close(self) -> None:
        self._file.close()
