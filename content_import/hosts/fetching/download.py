"""Download of one file over https from public hosts, with checks of redirects, size and time."""

import re
import ssl
import time
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse, HTTPSConnection
from typing import IO
from urllib.parse import quote, urljoin, urlsplit

import filetype

from content_import.exceptions import FetchFailed, HostRefused
from content_import.hosts.enums import FetchProblem
from content_import.hosts.fetching.network import Network
from content_import.hosts.names import host_name

MAX_REDIRECTS = 5
CHUNK = 64 * 1024
#: the bytes that filetype reads of a file
HEAD_BYTES = 8 * 1024
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
#: the media types that a response may declare; its bytes decide the actual type
_DECLARED = re.compile(
    r"(image|audio|video|font)/[\w.+-]+|binary/octet-stream|"
    r"application/(octet-stream|ogg|mp4|vnd\.ms-fontobject|(x-)?font-[\w-]+)",
    re.IGNORECASE,
)
#: the extension of each accepted kind, by filetype's. It decides the copy's media type. None of them can run
#: scripts, which is why SVG is left out.
SUFFIXES = {
    **{kind: kind for kind in ("jpg", "png", "gif", "webp", "bmp", "ico", "avif")},
    **{kind: kind for kind in ("mp3", "m4a", "ogg", "wav", "mp4", "m4v", "webm", "mov")},
    **{kind: kind for kind in ("woff", "woff2", "ttf", "otf")},
    "apng": "png",
}


#: characters that are not quoted again in the address of a redirect
_SAFE_IN_ADDRESSES = "%/:?#[]@!$&'()*+,;=-._~"


@dataclass(frozen=True)
class Bounds:
    """The limits of one file."""

    max_bytes: int
    seconds: float


def fetch_file(address: str, target: IO[bytes], *, network: Network, bounds: Bounds) -> str:
    """Write the file at an https address to `target`, and return the extension that its bytes call for.

    Raises FetchFailed.
    """
    end = time.monotonic() + bounds.seconds
    current = address
    for _hop in range(MAX_REDIRECTS + 1):
        left = end - time.monotonic()
        if left <= 0:
            raise FetchFailed(FetchProblem.TOO_SLOW, address)
        try:
            redirect = _fetch_hop(current, target, network, bounds.max_bytes, left)
        except ValueError:  # an invalid address
            raise FetchFailed(FetchProblem.NOT_FOUND, address) from None
        except (OSError, HTTPException) as error:
            is_late = isinstance(error, TimeoutError) or time.monotonic() >= end
            problem = FetchProblem.TOO_SLOW if is_late else FetchProblem.NO_ANSWER
            raise FetchFailed(problem, address) from None
        if not redirect:
            return _suffix(address, target)
        current = redirect
    raise FetchFailed(FetchProblem.NOT_FOUND, address)


def _fetch_hop(address: str, target: IO[bytes], network: Network, max_bytes: int, seconds: float) -> str:
    """Return the address of a redirect, or write the response's body and return ""."""
    host = _checked_host(address)
    with network.connected(host, seconds) as secured:
        connection = HTTPSConnection(host)
        connection.sock = secured
        connection.request("GET", _request_target(address), headers=_headers())
        with connection.getresponse() as response:
            if response.status in _REDIRECTS:
                location = response.headers.get("Location") or address
                # http.client decodes headers as Latin-1; characters beyond ASCII are bytes of UTF-8.
                return urljoin(address, quote(location.encode("latin-1", "replace"), _SAFE_IN_ADDRESSES))
            _check_response(address, response)
            _write_body(address, response, target, max_bytes)
    return ""


def _checked_host(address: str) -> str:
    if urlsplit(address).scheme != "https":
        raise FetchFailed(FetchProblem.NOT_SECURE, address)
    try:
        return host_name(address)
    except HostRefused:
        raise FetchFailed(FetchProblem.NOT_PUBLIC, address) from None


def _request_target(address: str) -> str:
    parts = urlsplit(address)
    path = parts.path or "/"
    return f"{path}?{parts.query}" if parts.query else path


def _headers() -> dict[str, str]:
    # No referrer and no cookies: the host gets no data about persons.
    return {
        "User-Agent": "Narlara",
        "Accept": "image/*, audio/*, video/*, font/*",
        "Accept-Encoding": "identity",
        "Connection": "close",
    }


def _check_response(address: str, response: HTTPResponse) -> None:
    if response.status != HTTPStatus.OK:
        raise FetchFailed(FetchProblem.NOT_FOUND, address)
    is_encoded = response.headers.get("Content-Encoding", "identity").lower() != "identity"
    if is_encoded or not _DECLARED.fullmatch(response.headers.get_content_type()):
        raise FetchFailed(FetchProblem.WRONG_TYPE, address)


def _write_body(address: str, response: HTTPResponse, target: IO[bytes], max_bytes: int) -> None:
    """Write the body. Raises OSError or HTTPException when it is truncated."""
    if (response.length or 0) > max_bytes:
        raise FetchFailed(FetchProblem.TOO_LARGE, address)
    declared, written = response.length, 0
    while chunk := response.read1(CHUNK):
        written += len(chunk)
        if written > max_bytes:
            raise FetchFailed(FetchProblem.TOO_LARGE, address)
        target.write(chunk)
    if declared is not None and written != declared:
        raise ssl.SSLEOFError(ssl.SSL_ERROR_EOF, "The response is truncated.")


def _suffix(address: str, target: IO[bytes]) -> str:
    target.seek(0)
    suffix = SUFFIXES.get(filetype.guess_extension(target.read(HEAD_BYTES)) or "")
    target.seek(0)
    if suffix is None:
        raise FetchFailed(FetchProblem.WRONG_TYPE, address)
    return suffix
