"""A static scan of a package's files, with limits on files and bytes."""

import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from django.core.files.storage import storages

from content_import.packages.storing import stored_files
from courses.api import Package, PackageKind

MAX_FILES = 5_000
MAX_BYTES_OF_A_FILE = 1024**2
MAX_BYTES = 40 * 1024**2

_TEXTS = frozenset({".html", ".htm", ".xhtml", ".js", ".css"})
_PAGES = frozenset({".html", ".htm", ".xhtml"})
_PLUG_INS = frozenset({".swf", ".dcr", ".xap", ".jar", ".class"})
_CALLS_12 = re.compile(r"\bLMS(?:Initialize|SetValue|Finish)\b")
_CALLS_2004 = re.compile(r"\bAPI_1484_11\b")
_UNLOAD = re.compile(r"""\bonunload\s*=|["']unload["']|\.unload\(""")
_HOST = re.compile(
    r"""(?:<(?:script|img|iframe|video|audio|source|embed|link)\b[^>]{0,300}?\b(?:src|href)\s*=\s*["']|"""
    r"""url\(\s*["']?|@import\s+["'])(?:https?:)?//([\w.-]{3,100})""",
    re.IGNORECASE,
)
_IMAGE = re.compile(r"<img\b[^>]{0,2000}>", re.IGNORECASE)
_ALT = re.compile(r"\balt\s*=?", re.IGNORECASE)


@dataclass
class Scan:
    """The result of a scan."""

    calls_12: bool = False
    calls_2004: bool = False
    unload: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)
    plug_ins: list[str] = field(default_factory=list)
    #: by page, the number of images
    images_without_text: dict[str, int] = field(default_factory=dict)
    images: int = 0


def scan_package(package: Package) -> Scan:
    """Read the package's pages, scripts and style sheets."""
    # The site's own page calls the API for H5P content.
    scan, read = Scan(calls_2004=package.kind == PackageKind.H5P), 0
    for count, path in enumerate(stored_files(package.label)):
        suffix = PurePosixPath(path).suffix.lower()
        if count >= MAX_FILES or read >= MAX_BYTES:
            break
        if suffix in _PLUG_INS:
            scan.plug_ins.append(path)
        elif suffix in _TEXTS:
            with storages["packages"].open(f"{package.label}/{path}", "rb") as stream:
                text = stream.read(MAX_BYTES_OF_A_FILE).decode("utf-8", errors="replace")
            read += len(text)
            _scan_text(scan, path, text, is_page=suffix in _PAGES)
    return scan


def _scan_text(scan: Scan, path: str, text: str, *, is_page: bool) -> None:
    scan.calls_12 |= bool(_CALLS_12.search(text))
    scan.calls_2004 |= bool(_CALLS_2004.search(text))
    if _UNLOAD.search(text):
        scan.unload.append(path)
    scan.hosts.update(host.lower() for host in _HOST.findall(text))
    if is_page:
        images = _IMAGE.findall(text)
        bare = sum(not _ALT.search(image) for image in images)
        scan.images += len(images)
        if bare:
            scan.images_without_text[path] = bare
