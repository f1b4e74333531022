"""The demo's H5P content with its type, as one archive: `h5p/larmet` and `h5p/Narlara.Choice-1.0`."""

import json
import zipfile
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "h5p"
LIBRARY = "Narlara.Choice-1.0"
CONTENT = "larmet"
TITLE = "Larmet som ingen svarar på"
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def h5p_members() -> dict[str, bytes]:
    """Return the files of the archive by path."""
    definition = {
        "title": TITLE,
        "language": "sv",
        "mainLibrary": "Narlara.Choice",
        "embedTypes": ["div"],
        "license": "U",
        "preloadedDependencies": [{"machineName": "Narlara.Choice", "majorVersion": 1, "minorVersion": 0}],
    }
    return {
        "h5p.json": json.dumps(definition, ensure_ascii=False).encode(),
        **_files(FOLDER / CONTENT, "content"),
        **_files(FOLDER / LIBRARY, LIBRARY),
    }


def _files(folder: Path, top: str) -> dict[str, bytes]:
    return {
        f"{top}/{path.relative_to(folder).as_posix()}": path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def build_h5p(path: Path) -> Path:
    """Write the archive to a file and return its path; the same source gives the same bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, content in sorted(h5p_members().items()):
            archive.writestr(zipfile.ZipInfo(name, date_time=ZIP_EPOCH), content)
    return path
