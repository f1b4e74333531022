"""Resolution of a resource's href to a file of the package (CAM 1.3, 3.4.2 and 3.5.1)."""

import posixpath
import unicodedata
from collections.abc import Collection
from functools import cached_property
from itertools import product
from urllib.parse import quote, unquote, urlsplit

from scorm.manifest.limits import LAUNCH_MAX_LENGTH
from scorm.manifest.problems import ManifestFault

#: characters that need no encoding in a URL's path, query or fragment (RFC 3986, 3.3 and 3.4)
PATH_SAFE = "/~!$'()*,;=:@&+-._"
QUERY_SAFE = PATH_SAFE + "?%"
#: encodings of percent-encoded bytes: UTF-8 (RFC 3986, 2.5), or that of old tools on Windows
ENCODINGS = ("utf-8", "cp1252")


class LaunchError(Exception):
    """An href that can't be launched; `code` is the reason."""

    def __init__(self, code: ManifestFault) -> None:
        self.code = code
        super().__init__(code)


class PackageFiles:
    """The files of a package, matched also where the manifest has another case or encoding."""

    def __init__(self, paths: Collection[str]) -> None:
        self.paths = paths

    @cached_property
    def _by_folded(self) -> dict[str, str]:
        return {path.casefold(): path for path in self.paths}

    def find(self, path: str) -> str | None:
        """Return the path as in the archive, or None."""
        path = unicodedata.normalize("NFC", path)
        return path if path in self.paths else self._by_folded.get(path.casefold())

    def launch(self, bases: Collection[str], href: str, parameters: str = "") -> str:
        """Return a relative URL: the file's percent-encoded path in the package, its query and fragment.

        `bases` are the xml:base values from the outermost in. Raises LaunchError.
        """
        if any(len(part) > LAUNCH_MAX_LENGTH for part in (href, parameters, *bases)):
            # Many items may refer to one resource: a long launch would be stored in each of them.
            raise LaunchError(ManifestFault.LAUNCH_TOO_LONG)
        path, query, fragment = split_href(href)
        # A base without its final slash means its parent (RFC 3986, 5.2.3), but tools mean the folder itself.
        for ending, encoding in product(("", "/"), ENCODINGS):
            folder = ""
            for base in bases:
                folder = join_base(folder, base + ending, encoding)
            for candidate in (unquote(path, encoding, errors="replace"), path):
                if file := self.find(within(folder, candidate)):
                    return with_parameters(quote(file, safe=PATH_SAFE), query, fragment, parameters)
        raise LaunchError(ManifestFault.LAUNCH_MISSING)


def split_href(href: str) -> tuple[str, str, str]:
    """Return path, query and fragment of an href that stays on its own host."""
    href = href.strip().replace("\\", "/")
    try:
        parts = urlsplit(href)
    except ValueError:  # brackets that hold no address
        raise LaunchError(ManifestFault.LAUNCH_OUTSIDE) from None
    if parts.scheme or parts.netloc or href.startswith("/") or not href.isprintable():
        raise LaunchError(ManifestFault.LAUNCH_OUTSIDE)
    return parts.path, parts.query, parts.fragment


def join_base(folder: str, base: str, encoding: str) -> str:
    path, _query, _fragment = split_href(base)
    base_folder = unquote(path, encoding).rpartition("/")[0]
    return within(folder, base_folder) if base_folder else folder


def within(folder: str, path: str) -> str:
    """Return folder/path with "." and ".." resolved. Raises LaunchError when it leaves the package."""
    joined = posixpath.normpath(posixpath.join(folder, path))
    if path.startswith("/") or joined == ".." or joined.startswith(("../", "/")):
        raise LaunchError(ManifestFault.LAUNCH_OUTSIDE)
    return "" if joined == "." else joined


def with_parameters(path: str, query: str, fragment: str, parameters: str) -> str:
    """Return the URL with an item's `parameters` appended by the rules of CAM 1.3 (3.4.1.5)."""
    parameters = parameters.strip().lstrip("?&")
    if parameters.startswith("#"):
        fragment = fragment or ("" if query else parameters[1:])
    elif parameters:
        more, _hash, more_fragment = parameters.partition("#")
        query = f"{query}&{more}" if query else more
        fragment = fragment or more_fragment
    url = f"{path}?{quote(query, safe=QUERY_SAFE)}" if query else path
    return f"{url}#{quote(fragment, safe=QUERY_SAFE)}" if fragment else url
