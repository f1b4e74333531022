"""Files sent in the pieces that a player asks for (RFC 9110, section 14), never read whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http import HTTPStatus

from django.core.files import File
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import quote_etag

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_PIECE = 64 * 1024


def ranged_response(
    request: HttpRequest, file: File[bytes], *, content_type: str, etag: str
) -> HttpResponseBase:
    """Answer a GET or HEAD with the file, or with the one range that was asked for.

    Several ranges at once, or a range of an older version (`If-Range`), get the whole file, as the
    standard allows; a range outside the file gets 416. Takes over the open file and closes it.
    """
    etag = quote_etag(etag)
    if request.headers.get("If-None-Match") == etag:
        file.close()
        return HttpResponse(status=HTTPStatus.NOT_MODIFIED, headers={"ETag": etag})
    size = file.size
    asked = _asked_range(request, size, etag)
    first, last = asked or (0, size - 1)
    if asked and first > last:
        file.close()
        headers = {"Content-Range": f"bytes */{size}"}
        return HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers=headers)
    response = StreamingHttpResponse(
        _Pieces(file, first, last - first + 1),
        content_type=content_type,
        status=HTTPStatus.PARTIAL_CONTENT if asked else HTTPStatus.OK,
        headers={"Accept-Ranges": "bytes", "Content-Length": str(last - first + 1), "ETag": etag},
    )
    if asked:
        response.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


def _asked_range(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | None:
    """Return the first and the last byte asked for, or nothing when the whole file is to be sent.

    The first lies after the last when the file has none of the bytes.
    """
    asked = _RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    if asked is None or request.headers.get("If-Range", etag) != etag:
        return None
    begin, end = asked.groups()
    if begin and end and int(end) < int(begin):
        return None
    if begin:
        return int(begin), min(int(end), size - 1) if end else size - 1
    if end:
        return max(0, size - int(end)) if int(end) else size, size - 1
    return None


class _Pieces:
    """A stretch of an open file, piece by piece. Closes it also when nobody reads (a HEAD request)."""

    def __init__(self, file: File[bytes], first: int, length: int) -> None:
        self._file = file
        self._left = length
        file.seek(first)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        piece = self._file.read(min(_PIECE, self._left)) if self._left > 0 else b""
        if not piece:
            raise StopIteration
        self._left -= len(piece)
        return piece

    def close(self) -> None:
        self._file.close()
