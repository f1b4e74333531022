"""Build the demo modules' SCORM packages: `python -m demo.build_packages [--out demo/build]`.

The same source gives the same bytes on every machine: members are sorted, dated 1 January 1980
and stored without compression, whose result differs between versions of zlib.
"""

import argparse
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

from demo.building.manifest import chapter_file, manifest
from demo.building.pages import (
    FONT,
    FONT_SOURCE,
    RUNTIME_FOLDER,
    SCRIPTS,
    SHARED_FILES,
    STYLES,
    chapter_page,
)
from demo.catalogues.modules import DemoModule, modules
from demo.catalogues.source import SourceError

DEFAULT_OUT = Path(__file__).parent / "build"
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
PLAIN_FILE = 0o644 << 16


def package_members(module: DemoModule, *, language: str) -> dict[str, bytes]:
    """Return the files of a package by path. Raises SourceError."""
    course = module.course(language)
    unknown = {question.aim for question in course.questions()} - {aim.id for aim in module.aims}
    if unknown:
        raise SourceError(
            f"{module.slug}: No aim in module.toml is called “{aim}”." for aim in sorted(unknown)
        )
    members = {name: (RUNTIME_FOLDER / name).read_bytes() for name in (*STYLES, *SCRIPTS)}
    members[FONT] = FONT_SOURCE.read_bytes()
    for chapter in course.chapters:
        page = chapter_page(module, course, chapter, language=language)
        members[chapter_file(course, chapter)] = page.encode()
    listing = manifest(module, course, language=language, shared_files=SHARED_FILES)
    members["imsmanifest.xml"] = listing.encode()
    return members


def build_package(module: DemoModule, *, language: str, out: Path) -> Path:
    """Write one package into `out` and return its path. Raises SourceError."""
    out.mkdir(parents=True, exist_ok=True)
    path = out / module.package_name(language)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, content in sorted(package_members(module, language=language).items()):
            member = zipfile.ZipInfo(name, date_time=ZIP_EPOCH)
            member.external_attr = PLAIN_FILE
            member.create_system = 3  # Unix on every platform
            archive.writestr(member, content)
    return path


def build_all(out: Path = DEFAULT_OUT) -> list[Path]:
    """Write every module's package in every language it has. Raises SourceError."""
    return [
        build_package(module, language=language, out=out)
        for module in modules()
        for language in module.languages
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Build the demo modules' SCORM packages.")
    parser.add_argument("--out", type=Path, default=DEFAULT_OUT, help="folder to write to")
    options = parser.parse_args(arguments)
    try:
        paths = build_all(options.out)
    except SourceError as error:
        print(error, file=sys.stderr)
        return 1
    for path in paths:
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
