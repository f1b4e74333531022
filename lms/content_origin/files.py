"""A package's files over HTTP: streamed, compressed, by range, and cached for good: they never change."""

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from urllib.parse import unquote

from django.core.exceptions import SuspiciousOperation
from django.core.files import File
from django.core.files.storage import Storage, storages
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import patch_vary_headers

from infrastructure.http.api import accepts_gzip, media_type_of, ranged_response

#: smaller files are not compressed: they fit in one packet
COMPRESSED_FROM = 1024
#: zlib's level: the higher ones take twice the time for a few per cent
_LEVEL = 5
_GZIP_FRAME = 16 + zlib.MAX_WBITS
#: types that compression makes smaller
_COMPRESSIBLE = frozenset(
    {
        *("text/html", "application/xhtml+xml", "text/css", "text/javascript", "application/json"),
        *("text/xml", "text/plain", "text/vtt", "image/svg+xml", "image/bmp", "application/wasm"),
        *("font/ttf", "font/otf", "application/vnd.ms-fontobject"),
    }
)


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
    content_type = media_type_of(path)
    file = _open(storage, name)
    size = file.size
    may_compress = size >= COMPRESSED_FROM and content_type in _COMPRESSIBLE
    compress = may_compress and "Range" not in request.headers and accepts_gzip(request)
    # A name never changes its content, so that the name is the version.
    etag = f'"{hashlib.sha256(f"{name}:{size}:{compress}".encode()).hexdigest()[:32]}"'
    modified = int(storage.get_modified_time(name).timestamp())
    response = ranged_response(request, file, content_type=content_type, etag=etag, modified=modified)
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    if may_compress:
        patch_vary_headers(response, ["Accept-Encoding"])
    if compress and response.status_code != HTTPStatus.NOT_MODIFIED:
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
