"""Media types of a package's files, by name alone: browsers must not guess (nosniff).

A table of our own, since those of machines differ. Text types have no charset, so that the file's own
declaration decides: old packages are written in Latin-1.
"""

from pathlib import PurePosixPath

_TYPES = {
    "text/html": "html htm",
    "application/xhtml+xml": "xhtml xht",
    "text/css": "css",
    "text/javascript": "js mjs",
    "application/json": "json map",
    "text/xml": "xml xsd dtd xsl xslt",
    "text/plain": "txt md csv",
    "text/vtt": "vtt",
    "image/jpeg": "jpg jpeg jpe",
    "image/png": "png",
    "image/gif": "gif",
    "image/svg+xml": "svg",
    "image/webp": "webp",
    "image/avif": "avif",
    "image/bmp": "bmp",
    "image/x-icon": "ico cur",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/ogg": "ogg oga opus",
    "audio/wav": "wav",
    "video/mp4": "mp4 m4v",
    "video/webm": "webm",
    "video/ogg": "ogv",
    "video/quicktime": "mov",
    "font/woff": "woff",
    "font/woff2": "woff2",
    "font/ttf": "ttf",
    "font/otf": "otf",
    "application/vnd.ms-fontobject": "eot",
    "application/wasm": "wasm",
    "application/pdf": "pdf",
    "application/zip": "zip",
    "application/msword": "doc",
    "application/vnd.ms-excel": "xls",
    "application/vnd.ms-powerpoint": "ppt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
}
_BY_SUFFIX = {f".{suffix}": kind for kind, suffixes in _TYPES.items() for suffix in suffixes.split()}

#: types that compression makes smaller
_COMPRESSIBLE = frozenset(
    {
        *("text/html", "application/xhtml+xml", "text/css", "text/javascript", "application/json"),
        *("text/xml", "text/plain", "text/vtt", "image/svg+xml", "image/bmp", "application/wasm"),
        *("font/ttf", "font/otf", "application/vnd.ms-fontobject"),
    }
)


def is_compressible(content_type: str) -> bool:
    """Return whether a file of the type is worth compressing for transfer."""
    return content_type in _COMPRESSIBLE


def content_type_of(path: str) -> str:
    """Return the media type of a file of a package, that of a download for unknown types."""
    return _BY_SUFFIX.get(PurePosixPath(path).suffix.lower(), "application/octet-stream")
