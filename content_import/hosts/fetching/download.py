"""Fetching one file over https: public hosts alone, each redirect checked anew, bounded in size and time."""

from __future__ import annotations

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

MOST_REDIRECTS = 5
CHUNK = 64 * 1024
#: how much filetype needs of a file
HEAD_BYTES = 8 * 1024
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
#: what a file may be declared as; what it is, its bytes say
_DECLARED = re.compile(
    r"(image|audio|video|font)/[\w.+-]+|binary/octet-stream|"
    r"application/(octet-stream|ogg|mp4|vnd\.ms-fontobject|(x-)?font-[\w-]+)",
    re.IGNORECASE,
)
#: the ending of each kind that is taken, by filetype's own. It decides what browsers take the copy for. None
#: of them can run scripts: SVG is left out for that.
SUFFIXES = {
    **{kind: kind for kind in ("jpg", "png", "gif", "webp", "bmp", "ico", "avif")},
    **{kind: kind for kind in ("mp3", "m4a", "ogg", "wav", "mp4", "m4v", "webm", "mov")},
    **{kind: kind for kind in ("woff", "woff2", "ttf", "otf")},
    "apng": "png",
}


#: what is not encoded anew in the address that a redirect leads to
_WRITTEN_IN_ADDRESSES = "%/:?#[]@!$&'()*+,;=-._~"


@dataclass(frozen=True)
class Bounds:
    """What one file may cost."""

    max_bytes: int
    seconds: float


def fetch_file(address: str, target: IO[bytes], *, network: Network, bounds: Bounds) -> str:
    """Write the file at an https address to `target`, and return the ending that its bytes call for.

    Raises FetchFailed.
    """
    end = time.monotonic() + bounds.seconds
    following = address
    for _hop in range(MOST_REDIRECTS + 1):
        left = end - time.monotonic()
        if left <= 0:
            raise FetchFailed(FetchProblem.TOO_SLOW, address)
        try:
            further = _fetch_hop(following, target, network, bounds.max_bytes, left)
        except ValueError:  # an address that cannot be read or written as a request
            raise FetchFailed(FetchProblem.NOT_FOUND, address) from None
        except (OSError, HTTPException) as error:
            is_late = isinstance(error, TimeoutError) or time.monotonic() >= end
            problem = FetchProblem.TOO_SLOW if is_late else FetchProblem.NO_ANSWER
            raise FetchFailed(problem, address) from None
        if not further:
            return _suffix(address, target)
        following = further
    raise FetchFailed(FetchProblem.NOT_FOUND, address)


def _fetch_hop(address: str, target: IO[bytes], network: Network, max_bytes: int, seconds: float) -> str:
    """Return where the answer leads to, or write its body and return ""."""
    host = _checked_host(address)
    with network.connected(host, seconds) as secured:
        connection = HTTPSConnection(host)
        connection.sock = secured
        connection.request("GET", _request_target(address), headers=_headers())
        with connection.getresponse() as response:
            if response.status in _REDIRECTS:
                location = response.headers.get("Location") or address
                # A header is read as Latin-1; what it holds beyond ASCII are the bytes of UTF-8.
                return urljoin(address, quote(location.encode("latin-1", "replace"), _WRITTEN_IN_ADDRESSES))
            _check_answer(address, response)
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
    # No referrer, no cookies: the host learns that this server fetched a file, and nothing of anybody.
    return {
        "User-Agent": "Narlara",
        "Accept": "image/*, audio/*, video/*, font/*",
        "Accept-Encoding": "identity",
        "Connection": "close",
    }


def _check_answer(address: str, response: HTTPResponse) -> None:
    if response.status != HTTPStatus.OK:
        raise FetchFailed(FetchProblem.NOT_FOUND, address)
    is_encoded = response.headers.get("Content-Encoding", "identity").lower() != "identity"
    if is_encoded or not _DECLARED.fullmatch(response.headers.get_content_type()):
        raise FetchFailed(FetchProblem.WRONG_TYPE, address)


def _write_body(address: str, response: HTTPResponse, target: IO[bytes], max_bytes: int) -> None:
    """Raises OSError and HTTPException when the body breaks off."""
    if (response.length or 0) > max_bytes:
        raise FetchFailed(FetchProblem.TOO_LARGE, address)
    declared, written = response.length, 0
    while chunk := response.read1(CHUNK):
        written += len(chunk)
        if written > max_bytes:
            raise FetchFailed(FetchProblem.TOO_LARGE, address)
        target.write(chunk)
    if declared is not None and written != declared:
        raise ssl.SSLEOFError(ssl.SSL_ERROR_EOF, "The answer broke off.")


def _suffix(address: str, target: IO[bytes]) -> str:
    target.seek(0)
    suffix = SUFFIXES.get(filetype.guess_extension(target.read(HEAD_BYTES)) or "")
    target.seek(0)
    if suffix is None:
        raise FetchFailed(FetchProblem.WRONG_TYPE, address)
    return suffix
