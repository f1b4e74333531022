"""The ZIP archive of an export, written file by file, so that its size needs no memory."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.utils import timezone
from django.utils.translation import override

from lms.export.building.files import MANIFEST, PackagedFile, SiteFiles, package_files, static_files
from lms.export.building.h5p import h5p_files, h5p_page
from lms.export.building.manifest import h5p_page_name, manifest, package_folder, page_name
from lms.export.building.pages import part_page
from lms.export.building.plan import ExportPlan
from lms.export.enums import Licence

CHUNK = 256 * 1024
#: types of file that are compressed already
_COMPRESSED = frozenset(
    {".avif", ".gif", ".jpeg", ".jpg", ".m4a", ".mp3", ".mp4", ".png", ".webm", ".webp", ".woff2"}
)


def write_package(plan: ExportPlan, stream: IO[bytes], *, licence: Licence, with_recordings: bool) -> None:
    """Write the package of a plan without problems to a seekable stream, in the language of the module."""
    with override(plan.version.language), ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        paths = [_write(archive, file, plan) for file in _files(plan, with_recordings=with_recordings)]
        _write(archive, _text(MANIFEST, manifest(plan, licence, paths)), plan)


def _files(plan: ExportPlan, *, with_recordings: bool) -> Iterator[PackagedFile]:
    """Yield all files but the manifest, each once."""
    yield from static_files()
    steps = [step for part in plan.parts for step in part.steps]
    site_files = SiteFiles(steps, with_recordings=with_recordings)
    for part in plan.parts:
        if part.package is None:
            yield _text(page_name(part), part_page(plan, part, site_files))
        else:
            if part.is_h5p:
                yield _text(h5p_page_name(part), h5p_page(plan, part, part.package))
            yield from package_files(part.package.label, package_folder(part))
    yield from site_files.used.values()
    yield from h5p_files(part.package for part in plan.parts if part.package and part.is_h5p)


def _text(path: str, text: str) -> PackagedFile:
    return PackagedFile(path, lambda: io.BytesIO(text.encode()))


def _write(archive: ZipFile, file: PackagedFile, plan: ExportPlan) -> str:
    """Write a file in chunks, dated by the version; return its path."""
    moment = timezone.localtime(plan.version.created_at)
    info = ZipInfo(file.path, moment.timetuple()[:6])
    is_compressed = PurePosixPath(file.path).suffix.lower() in _COMPRESSED
    info.compress_type = ZIP_STORED if is_compressed else ZIP_DEFLATED
    with file.open() as source:
        info.file_size = source.seek(0, io.SEEK_END)  # decides about ZIP64, which old platforms can't read
        source.seek(0)
        with archive.open(info, "w") as target:
            shutil.copyfileobj(source, target, CHUNK)
    return file.path
