"""A package's files over HTTP: streamed, compressed, by range, and cached for good: they never change."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from django.core.exceptions import SuspiciousOperation
from django.core.files import File
from django.core.files.storage import Storage, storages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date, parse_http_date_safe

from infrastructure.http.api import accepts_gzip
from lms.content_origin.mime import content_type_of, is_compressible

CHUNK = 64 * 1024
#: smaller files are not compressed: they fit in one packet
COMPRESSED_FROM = 1024
#: zlib's level: the higher ones take twice the time for a few per cent
_LEVEL = 5
_GZIP_FRAME = 16 + zlib.MAX_WBITS
_RANGE = re.compile(r"bytes=(\d*)-(\d*)", re.ASCII)


@dataclass(frozen=True)
class ByteRange:
    """The bytes from `start` to before `stop`."""

    start: int
    stop: int


class NotSatisfiable(ValueError):
    """A range that begins after the end of the file."""


def parse_range(header: str, size: int) -> ByteRange | None:
    """Return the single range of a Range header (RFC 9110, 14.1.2), None to send the whole file.

    Several ranges and other units are answered with the whole file, as the standard allows. Raises
    NotSatisfiable.
    """
    match = _RANGE.fullmatch(header.strip())
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if first == "":
        start, stop = max(size - int(last), 0), size
        if int(last) == 0:
            raise NotSatisfiable
    else:
        start = int(first)
        stop = size if last == "" else min(int(last) + 1, size)
        if last != "" and int(last) < start:
            return None
    if start >= size:
        raise NotSatisfiable
    return ByteRange(start, stop)


def safe_name(label: str, path: str) -> str:
    """Return the storage name of a package's file. Raises Http404 for a path that leads anywhere else."""
    segments = path.split("/")
    if "\\" in path or "\x00" in path or any(segment in {"", ".", ".."} for segment in segments):
        raise Http404
    return f"{label}/{path}"


def _stored_path(storage: Storage, label: str, path: str) -> str:
    """Return the path of a package's file; old pages percent-encode it in Windows-1252 instead of UTF-8."""
    if "%" in path and not storage.exists(safe_name(label, path)):
        return unquote(path, encoding="cp1252", errors="replace")
    return path


def _open(storage: Storage, name: str) -> File:
    try:
        if not storage.exists(name):
            raise Http404
        return storage.open(name, "rb")
    except (SuspiciousOperation, FileNotFoundError, IsADirectoryError, ValueError):
        raise Http404 from None


def serve_package_file(request: HttpRequest, label: str, path: str) -> HttpResponseBase:
    """Answer GET or HEAD for one file: 200, 206, 304 or 416. Raises Http404.

    Compressible files are compressed for a browser that accepts gzip, unless it requests a range: ranges are
    of the uncompressed file, and have its entity tag.
    """
    storage = storages["packages"]
    path = _stored_path(storage, label, path)
    name = safe_name(label, path)
    content_type = content_type_of(path)
    file = _open(storage, name)
    size = file.size
    may_compress = size >= COMPRESSED_FROM and is_compressible(content_type)
    compress = may_compress and "Range" not in request.headers and accepts_gzip(request)
    # A name never changes its content, so that the name is the version.
    etag = f'"{hashlib.sha256(f"{name}:{size}:{compress}".encode()).hexdigest()[:32]}"'
    modified = int(storage.get_modified_time(name).timestamp())
    response = _answer(request, file, size, etag, modified)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(modified)
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    response.headers["Content-Type"] = content_type
    if may_compress:
        patch_vary_headers(response, ["Accept-Encoding"])
    if response.status_code == 304:
        del response.headers["Content-Type"]
    elif compress:
        _compress(response)
    return response


def _compress(response: HttpResponseBase) -> None:
    """Compress while the file is sent, without Content-Length: the compressed size is unknown before."""
    if isinstance(response, StreamingHttpResponse):
        response.streaming_content = _gzipped(response.streaming_content)  # type: ignore[arg-type]  # bytes
    response.headers["Content-Encoding"] = "gzip"
    del response.headers["Content-Length"]


def _gzipped(chunks: Iterable[bytes]) -> Iterator[bytes]:
    compressor = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP_FRAME)
    for chunk in chunks:
        if compressed := compressor.compress(chunk):
            yield compressed
    yield compressor.flush()


def _answer(request: HttpRequest, file: File, size: int, etag: str, modified: int) -> HttpResponseBase:
    conditional = get_conditional_response(request, etag=etag, last_modified=modified)
    if conditional is not None and conditional.status_code == 304:
        file.close()
        return conditional
    requested = None
    if request.method == "GET" and _range_is_for_this_version(request, etag, modified):
        try:
            requested = parse_range(request.headers.get("Range", ""), size)
        except NotSatisfiable:
            file.close()
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    served = requested or ByteRange(0, size)
    response: HttpResponseBase
    if request.method == "HEAD":
        file.close()
        response = HttpResponse()
    else:
        response = StreamingHttpResponse(_chunks(file, served), status=206 if requested else 200)
        response._resource_closers.append(file.close)  # type: ignore[attr-defined]  # also when never read
    response.headers["Content-Length"] = str(served.stop - served.start)
    if requested:
        response.headers["Content-Range"] = f"bytes {served.start}-{served.stop - 1}/{size}"
    return response


def _range_is_for_this_version(request: HttpRequest, etag: str, modified: int) -> bool:
    """Return whether a range applies: the browser must have the rest of this version (RFC 9110, 13.1.5)."""
    condition = request.headers.get("If-Range", "")
    if not condition or condition == etag:
        return True
    return parse_http_date_safe(condition) == modified


def _chunks(file: File, served: ByteRange) -> Iterator[bytes]:
    with file:
        file.seek(served.start)
        remaining = served.stop - served.start
        while remaining > 0 and (chunk := file.read(min(CHUNK, remaining))):
            remaining -= len(chunk)
            yield chunk
