"""Addresses of images, media and fonts in a package's files, found and replaced by local paths."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote

#: files whose references are relative to themselves; those of scripts are relative to the page
PAGES = frozenset({".html", ".htm", ".xhtml"})
SCRIPTS = frozenset({".js", ".mjs", ".json"})
TEXTS = PAGES | SCRIPTS | {".css", ".svg", ".xml"}
_MARKUP = PAGES | {".svg", ".xml"}
_MEDIA = frozenset(
    {
        *(".jpg", ".jpeg", ".jpe", ".png", ".gif", ".webp", ".bmp", ".ico", ".avif", ".apng", ".svg"),
        *(".mp3", ".m4a", ".ogg", ".oga", ".opus", ".wav", ".mp4", ".m4v", ".webm", ".mov", ".ogv"),
        *(".woff", ".woff2", ".ttf", ".otf"),
    }
)
#: where an address without such an ending is an image or media all the same
_BEFORE_MEDIA = re.compile(
    r"(<(img|image|audio|video|source|input)\b[^<>]{0,400}\b(src|poster|href)\s*=\s*[\"']?"
    r"|(?<!@import )url\(\s*[\"']?)\Z",
    re.IGNORECASE,
)
_LOOKED_BACK = 440
_BASE = re.compile(r"<base\b[^>]*\bhref\b", re.IGNORECASE)
_PATH = r"(?P<path>(?:\\?/[^\s\"'<>(){}\\#`]*)*)"


@dataclass(frozen=True)
class Reference:
    """A piece of a text, from `start` to `stop`, and the https address that it means."""

    start: int
    stop: int
    address: str


def references(content: bytes, suffix: str, host: str) -> Iterator[Reference]:
    """Yield what refers to images, media and fonts at `host` in a file that ends in `suffix`."""
    text = content.decode("latin-1")  # byte for byte, whatever the encoding is
    for match in _pattern(host).finditer(text):
        written = match["path"].rstrip(",;.")
        path, address = _address(written, host, is_markup=suffix in _MARKUP)
        before = text[max(match.start() - _LOOKED_BACK, 0) : match.start()]
        if PurePosixPath(path).suffix.lower() in _MEDIA or (written and _BEFORE_MEDIA.search(before)):
            yield Reference(match.start(), match.start("path") + len(written), address)


def replaced(content: bytes, suffix: str, host: str, paths: Mapping[str, str]) -> bytes:
    """Return the file with each address in place of which `paths` has a local path."""
    pieces, done = [], 0
    for reference in references(content, suffix, host):
        pieces += [content[done : reference.start], paths[reference.address].encode()]
        done = reference.stop
    return b"".join([*pieces, content[done:]])


def has_base(content: bytes) -> bool:
    """Return whether a page says itself what its references are relative to."""
    return _BASE.search(content.decode("latin-1")) is not None


def _pattern(host: str) -> re.Pattern[str]:
    names = {host}
    with suppress(UnicodeError):
        unicode_name = host.encode().decode("idna")
        names |= {unicode_name.encode("utf-8").decode("latin-1"), unicode_name}
    written = "|".join(re.escape(name) for name in sorted(names))
    return re.compile(rf"(?:https?:)?(?:\\?/){{2}}(?:{written})(?::443)?(?![\w.:@-]){_PATH}", re.IGNORECASE)


def _address(written: str, host: str, *, is_markup: bool) -> tuple[str, str]:
    """Return the path, and the address in ASCII."""
    text = written.replace("\\/", "/")
    text = html.unescape(text) if is_markup else text
    with suppress(UnicodeError):
        text = text.encode("latin-1").decode()
    path, question, query = text.partition("?")
    return path, f"https://{host}{quote(path, safe=_SAFE)}{question}{quote(query, safe=_SAFE + '?')}"


#: what quote leaves as it is: what may stand in a path (RFC 3986, 3.3), and what is quoted already
_SAFE = "/%:@!$&'()*+,;=~"
