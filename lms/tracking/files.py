"""A package's files over HTTP: streamed, by range, and cached for good, since they never change."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import SuspiciousOperation
from django.core.files import File
from django.core.files.storage import Storage, storages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, parse_http_date_safe

from lms.tracking.mime import content_type_of

CHUNK = 64 * 1024
_RANGE = re.compile(r"bytes=(\d*)-(\d*)", re.ASCII)


@dataclass(frozen=True)
class ByteRange:
    """The bytes from `start` to before `stop`."""

    start: int
    stop: int


class NotSatisfiable(ValueError):
    """A range that begins after the end of the file."""


def parse_range(header: str, size: int) -> ByteRange | None:
    """Return the single range that a Range header asks for (RFC 9110, 14.1.2), None to send the whole file.

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
    words = path.split("/")
    if "\\" in path or "\x00" in path or any(word in {"", ".", ".."} for word in words):
        raise Http404
    return f"{label}/{path}"


def _open(storage: Storage, name: str) -> File:
    try:
        if not storage.exists(name):
            raise Http404
        return storage.open(name, "rb")
    except (SuspiciousOperation, FileNotFoundError, IsADirectoryError, ValueError):
        raise Http404 from None


def serve_package_file(request: HttpRequest, label: str, path: str) -> HttpResponseBase:
    """Answer GET or HEAD for one file: 200, 206, 304 or 416. Raises Http404."""
    storage = storages["packages"]
    name = safe_name(label, path)
    file = _open(storage, name)
    size = file.size
    # A name never changes its content, so that the name is the version.
    etag = f'"{hashlib.sha256(f"{name}:{size}".encode()).hexdigest()[:32]}"'
    modified = int(storage.get_modified_time(name).timestamp())
    response = _answer(request, file, size, etag, modified)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(modified)
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    response.headers["Content-Type"] = content_type_of(path)
    if response.status_code == 304:
        del response.headers["Content-Type"]
    return response


def _answer(request: HttpRequest, file: File, size: int, etag: str, modified: int) -> HttpResponseBase:
    conditional = get_conditional_response(request, etag=etag, last_modified=modified)
    if conditional is not None and conditional.status_code == 304:
        file.close()
        return conditional
    wanted = None
    if request.method == "GET" and _range_is_for_this_version(request, etag, modified):
        try:
            wanted = parse_range(request.headers.get("Range", ""), size)
        except NotSatisfiable:
            file.close()
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    part = wanted or ByteRange(0, size)
    response: HttpResponseBase
    if request.method == "HEAD":
        file.close()
        response = HttpResponse()
    else:
        response = StreamingHttpResponse(_chunks(file, part), status=206 if wanted else 200)
        response._resource_closers.append(file.close)  # type: ignore[attr-defined]  # also when never read
    response.headers["Content-Length"] = str(part.stop - part.start)
    if wanted:
        response.headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
    return response


def _range_is_for_this_version(request: HttpRequest, etag: str, modified: int) -> bool:
    """RFC 9110, 13.1.5: a range counts only when what the browser holds the rest of is this version."""
    condition = request.headers.get("If-Range", "")
    if not condition or condition == etag:
        return True
    return parse_http_date_safe(condition) == modified


def _chunks(file: File, part: ByteRange) -> Iterator[bytes]:
    with file:
        file.seek(part.start)
        left = part.stop - part.start
        while left > 0 and (chunk := file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
