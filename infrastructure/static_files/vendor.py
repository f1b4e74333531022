"""The third-party files that browsers load: an explicit list; nothing else of node_modules is served."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage, Storage

NODE_MODULES = Path(settings.BASE_DIR) / "node_modules"

_H5P_SCRIPTS = "cyrillic_cyrillic-ext_greek_greek-ext"
#: the fonts of H5P's own style sheet
H5P_FONTS = (
    "h5p-core-30.woff2",
    "h5p-hub-publish.woff2",
    "h5p-theme.woff2",
    "inter/Inter-ExtraBold.woff2",
    "inter/Inter-ExtraBoldItalic.woff2",
    *(
        f"inter/inter-v18-{_H5P_SCRIPTS}_latin_latin-ext_vietnamese-{weight}.woff2"
        for weight in ("600", "600italic", "italic", "regular")
    ),
    *(
        f"open-sans/open-sans-v40-{_H5P_SCRIPTS}_hebrew_latin_latin-ext_math_symbols_vietnamese-{weight}.woff2"
        for weight in ("600", "600italic", "700", "700italic", "italic", "regular")
    ),
)

# paths below node_modules; a comment has the user of each
VENDOR_FILES = (
    "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",  # every page: the type
    "@noble/ciphers/chacha.js",  # player: encrypts what waits on the device
    "@noble/ciphers/_arx.js",
    "@noble/ciphers/_poly1305.js",
    "@noble/ciphers/utils.js",
    "h5p-standalone/dist/main.bundle.js",  # player: H5P
    "h5p-standalone/dist/frame.bundle.js",  # H5P's core (GPL-3), unmodified: docs/licences/h5p.md
    "h5p-standalone/dist/styles/h5p.css",
    "h5p-standalone/dist/images/throbber.gif",
    *(f"h5p-standalone/dist/fonts/{name}" for name in H5P_FONTS),
    "scorm-again/dist/scorm12.min.js",  # player: the SCORM 1.2 run-time
    "scorm-again/dist/scorm12.min.js.map",
    "scorm-again/dist/scorm2004.min.js",  # player: the SCORM 2004 run-time
    "scorm-again/dist/scorm2004.min.js.map",
)


class VendorFinder(BaseFinder):
    """A finder of the files of `VENDOR_FILES` under `vendor/<path>`."""

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        name = path.removeprefix("vendor/")
        if path.startswith("vendor/") and name in VENDOR_FILES and (NODE_MODULES / name).exists():
            vendored = str(NODE_MODULES / name)
            return [vendored] if find_all else vendored
        return []  # also without `find_all`: staticfiles takes None for a path

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        storage = FileSystemStorage(location=NODE_MODULES)
        # collectstatic reads `prefix` to place the file, and expects it on the storage.
        storage.prefix = "vendor"  # type: ignore[attr-defined]
        for name in VENDOR_FILES:
            yield name, storage
