"""References to images, media and fonts in a package's files, and their replacement by local paths."""

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
#: the context in which an address without such an extension is an image or media too
_BEFORE_MEDIA = re.compile(
    r"(<(img|image|audio|video|source|input)\b[^<>]{0,400}\b(src|poster|href)\s*=\s*[\"']?"
    r"|(?<!@import )url\(\s*[\"']?)\Z",
    re.IGNORECASE,
)
_CONTEXT_LENGTH = 440
_BASE = re.compile(r"<base\b[^>]*\bhref\b", re.IGNORECASE)
_PATH = r"(?P<path>(?:\\?/[^\s\"'<>(){}\\#`]*)*)"


@dataclass(frozen=True)
class Reference:
    """A reference in a text, from `start` to `stop`, and its https address."""

    start: int
    stop: int
    address: str


def references(content: bytes, suffix: str, host: str) -> Iterator[Reference]:
    """Yield the references to images, media and fonts at `host` in a file with the extension `suffix`."""
    text = content.decode("latin-1")  # byte for byte, independent of the encoding
    for match in _pattern(host).finditer(text):
        raw_path = match["path"].rstrip(",;.")
        path, address = _address(raw_path, host, is_markup=suffix in _MARKUP)
        before = text[max(match.start() - _CONTEXT_LENGTH, 0) : match.start()]
        if PurePosixPath(path).suffix.lower() in _MEDIA or (raw_path and _BEFORE_MEDIA.search(before)):
            yield Reference(match.start(), match.start("path") + len(raw_path), address)


def replaced(content: bytes, suffix: str, host: str, paths: Mapping[str, str]) -> bytes:
    """Return the file with each referenced address replaced by its local path in `paths`."""
    pieces, done = [], 0
    for reference in references(content, suffix, host):
        pieces += [content[done : reference.start], paths[reference.address].encode()]
        done = reference.stop
    return b"".join([*pieces, content[done:]])


def has_base(content: bytes) -> bool:
    """Return whether a page has a base URL for its references."""
    return _BASE.search(content.decode("latin-1")) is not None


def _pattern(host: str) -> re.Pattern[str]:
    names = {host}
    with suppress(UnicodeError):
        unicode_name = host.encode().decode("idna")
        names |= {unicode_name.encode("utf-8").decode("latin-1"), unicode_name}
    hosts = "|".join(re.escape(name) for name in sorted(names))
    return re.compile(rf"(?:https?:)?(?:\\?/){{2}}(?:{hosts})(?::443)?(?![\w.:@-]){_PATH}", re.IGNORECASE)


def _address(raw_path: str, host: str, *, is_markup: bool) -> tuple[str, str]:
    """Return the path, and the address in ASCII."""
    text = raw_path.replace("\\/", "/")
    text = html.unescape(text) if is_markup else text
    with suppress(UnicodeError):
        text = text.encode("latin-1").decode()
    path, question, query = text.partition("?")
    return path, f"https://{host}{quote(path, safe=_SAFE)}{question}{quote(query, safe=_SAFE + '?')}"


#: characters that `quote` leaves unchanged: those of a path (RFC 3986, 3.3), and the quoted ones
_SAFE = "/%:@!$&'()*+,;=~"
