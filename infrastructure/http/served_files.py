"""Files over HTTP: media types, and byte ranges (RFC 9110, section 14)."""

import re
from functools import partial
from http import HTTPStatus

from django.core.files import File
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    StreamingHttpResponse,
)
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, parse_http_date_safe, quote_etag
from whitenoise.media_types import MediaTypes
from whitenoise.responders import SlicedFile

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)
_CHUNK_BYTES = 64 * 1024
#: what browsers and players expect where WhiteNoise's table, which is nginx's, has another type or none
_TYPES = {
    "application/json": "map",
    "application/x-subrip": "srt",
    "application/xhtml+xml": "xht",
    "audio/mp4": "m4a",
    "audio/ogg": "oga opus",
    "audio/wav": "wav",
    "font/otf": "otf",
    "font/ttf": "ttf",
    "font/woff": "woff",
    "image/bmp": "bmp",
    "image/jpeg": "jpe",
    "image/x-icon": "cur",
    "text/plain": "md csv",
    "text/vtt": "vtt",
    "text/xml": "xsd dtd xsl xslt",
    "video/mp4": "m4v",
    "video/ogg": "ogv",
}
_MEDIA_TYPES = MediaTypes(
    extra_types={f".{suffix}": kind for kind, suffixes in _TYPES.items() for suffix in suffixes.split()}
)


def media_type_of(name: str) -> str:
    """Return the media type of a file by its name, that of a download for unknown types.

    The same on every machine. Text types have no charset, so that the file's own declaration decides: old
    packages are written in Latin-1.
    """
    return _MEDIA_TYPES.get_type(name)


def ranged_response(
    request: HttpRequest, file: File[bytes], *, content_type: str, etag: str, modified: int | None = None
) -> HttpResponseBase:
    """Return the response to a GET or HEAD: the file, streamed, or the one requested range of it.

    Several ranges at once, or a range of an older version (`If-Range`), get the whole file, as the
    standard allows; a range outside the file gets 416, and a file that the browser has 304. `modified` is in
    seconds since 1970. The response closes the open file.
    """
    etag = quote_etag(etag)
    response = _response(request, file, etag, modified)
    if not response.streaming:
        file.close()
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["ETag"] = etag
    if modified is not None:
        response.headers["Last-Modified"] = http_date(modified)
    if response.status_code != HTTPStatus.NOT_MODIFIED:
        response.headers["Content-Type"] = content_type
    return response


def _response(request: HttpRequest, file: File[bytes], etag: str, modified: int | None) -> HttpResponseBase:
    conditional = get_conditional_response(request, etag=etag, last_modified=modified)
    if conditional is not None and conditional.status_code == HTTPStatus.NOT_MODIFIED:
        return HttpResponseNotModified()
    size = file.size
    byte_range = _requested_range(request, size, etag, modified)
    first, last = byte_range or (0, size - 1)
    if byte_range and first > last:
        headers = {"Content-Range": f"bytes */{size}"}
        return HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers=headers)
    headers = {"Content-Length": str(last - first + 1)}
    if request.method == "HEAD":
        return HttpResponse(headers=headers)
    if byte_range:
        headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    status = HTTPStatus.PARTIAL_CONTENT if byte_range else HTTPStatus.OK
    sliced = SlicedFile(file, first, last)
    response = StreamingHttpResponse(
        iter(partial(sliced.read, _CHUNK_BYTES), b""), status=status, headers=headers
    )
    response._resource_closers.append(sliced.close)  # type: ignore[attr-defined]  # also when never read
    return response


def _requested_range(
    request: HttpRequest, size: int, etag: str, modified: int | None
) -> tuple[int, int] | None:
    """Return the first and the last requested byte, or None if the whole file is to be sent.

    The first is greater than the last if the file has none of the bytes. Ranges are of GET alone.
    """
    match = _RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    if match is None or request.method != "GET" or not _has_this_version(request, etag, modified):
        return None
    begin, end = match.groups()
    if begin and end and int(end) < int(begin):
        return None
    if begin:
        return int(begin), min(int(end), size - 1) if end else size - 1
    if end:
        return max(0, size - int(end)) if int(end) else size, size - 1
    return None


def _has_this_version(request: HttpRequest, etag: str, modified: int | None) -> bool:
    """Return whether a range applies: the browser must have the rest of this version (RFC 9110, 13.1.5)."""
    condition = request.headers.get("If-Range", etag)
    return condition == etag or (modified is not None and parse_http_date_safe(condition) == modified)
