"""The files that H5P content and libraries may have."""

from __future__ import annotations

from pathlib import PurePosixPath
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

#: H5P's own list for content (H5PCore::$defaultContentWhitelist)
CONTENT_TYPES = frozenset(
    {
        *("json", "txt", "md", "textile", "csv", "diff", "patch"),
        *("png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "svg", "swf", "gltf", "glb"),
        *("eot", "ttf", "woff", "woff2", "otf"),
        *("webm", "mp4", "ogg", "mp3", "m4a", "wav", "vtt", "webvtt"),
        *("pdf", "rtf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "odp"),
    }
)
#: what libraries need when they are played or edited
LIBRARY_TYPES = frozenset(
    {
        *("js", "css", "json", "eot", "ttf", "otf", "woff", "woff2"),
        *("svg", "png", "jpg", "jpeg", "gif", "bmp", "mp3", "m4a", "ogg", "wav", "mp4", "webm", "vtt"),
    }
)
SVG_MAX_BYTES = 4 * 1024**2
_ACTIVE_ELEMENTS = frozenset({"script", "handler", "iframe", "embed", "object", "foreignobject"})
_ACTIVE_SCHEMES = ("javascript:", "vbscript:", "data:text", "data:application", "data:image/svg")
#: what browsers ignore in the scheme of an address
_IGNORED = dict.fromkeys(range(0x21))


def extension(path: str) -> str:
    """Return the extension in lower case without its dot, "" without one."""
    return PurePosixPath(path).suffix.lower().removeprefix(".")


def is_inert_svg(data: bytes) -> bool:
    """Return whether a drawing can be read and has nothing that a browser would execute."""
    if len(data) > SVG_MAX_BYTES:
        return False
    try:
        root = fromstring(data)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return False
    return not any(_is_active(element) for element in root.iter())


def _is_active(element: Element) -> bool:
    if _local_name(element.tag) in _ACTIVE_ELEMENTS:
        return True
    return any(_is_active_attribute(_local_name(name), value) for name, value in element.items())


def _is_active_attribute(name: str, value: str) -> bool:
    # Animations can set an attribute to a value of theirs: the values count, whatever holds them.
    addresses = value.translate(_IGNORED).lower().split(";")
    return name.startswith("on") or any(address.startswith(_ACTIVE_SCHEMES) for address in addresses)


def _local_name(name: object) -> str:
    return str(name).rpartition("}")[2].lower()
