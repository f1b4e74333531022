"""Writing a backup of modules, file by file, without anything of persons."""

from __future__ import annotations

import hashlib
import io
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.conf import settings
from django.core.files.storage import storages
from django.utils import timezone
from wagtail.blocks import StreamValue
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Revision

from content_import.api import libraries_of
from courses.api import Module, ModulePage, Package, PackageKind, Recording, Theme, ascii_slug, step_types
from lms.export.backup.layer_writing import UsedValues, layer_rows, local_steps_of
from lms.export.backup.layout import FORMAT, MANIFEST, PAGE_FIELDS, VERSION, Json
from lms.export.building.files import stored_paths
from lms.h5p.api import library_store

CHUNK = 256 * 1024
_COMPRESSED = frozenset(
    {".avif", ".gif", ".jpeg", ".jpg", ".m4a", ".mp3", ".mp4", ".png", ".webm", ".webp", ".zip"}
)


@dataclass
class BackupWriter:
    """Writes members and keeps the digest of each for the manifest."""

    archive: ZipFile
    members: list[Json] = field(default_factory=list)

    def write(self, path: str, source: IO[bytes]) -> str:
        """Write a member in chunks and return its path."""
        info = ZipInfo(path, timezone.localtime().timetuple()[:6])
        is_compressed = PurePosixPath(path).suffix.lower() in _COMPRESSED
        info.compress_type = ZIP_STORED if is_compressed else ZIP_DEFLATED
        info.file_size = source.seek(0, io.SEEK_END)
        source.seek(0)
        digest = hashlib.sha256()
        with self.archive.open(info, "w") as target:
            while chunk := source.read(CHUNK):
                digest.update(chunk)
                target.write(chunk)
        self.members.append({"path": path, "size": info.file_size, "sha256": digest.hexdigest()})
        return path

    def write_json(self, path: str, data: Any) -> str:
        return self.write(path, io.BytesIO(json.dumps(data, ensure_ascii=False, indent=1).encode()))


def write_backup(modules: Iterable[Module], stream: IO[bytes]) -> int:
    """Write a backup to a seekable stream; return the number of modules.

    Raises FileNotFoundError for a file that is missing.
    """
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        writer = BackupWriter(archive)
        used: set[tuple[Any, int]] = set()
        values = UsedValues()
        paths = [
            writer.write_json(f"modules/{each.slug}.json", _module(each, used, values)) for each in modules
        ]
        objects = {
            "images": [_file(writer, "image", each) for each in _in(used, get_image_model())],
            "documents": [_file(writer, "document", each) for each in _in(used, get_document_model())],
            "recordings": [_file(writer, "recording", each) for each in _in(used, Recording)],
            "packages": [_package(writer, each) for each in _in(used, Package)],
            "themes": _themes(),
            "variables": values.rows(),
        }
        manifest = {
            "format": FORMAT,
            "version": VERSION,
            "modules": paths,
            "members": writer.members,
            **objects,
        }
        archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
    return len(paths)


def _in(used: set[tuple[Any, int]], model: Any) -> Iterator[Any]:
    keys = [key for each, key in used if each is model]
    return iter(model.objects.filter(pk__in=keys).order_by("pk"))


def _module(module: Module, used: set[tuple[Any, int]], values: UsedValues) -> Json:
    pages = ModulePage.objects.filter(module=module, alias_of=None).select_related("locale").order_by("pk")
    row = {
        "slug": module.slug,
        "valid_months": module.valid_months,
        "pages": [_page(page, used) for page in pages],
        "layers": [_layer(row, used) for row in layer_rows(module)],
    }
    values.add(row)
    return row


def _layer(row: Json, used: set[tuple[Any, int]]) -> Json:
    used.update(_references(local_steps_of(row)))
    return row


def _page(page: ModulePage, used: set[tuple[Any, int]]) -> Json:
    """Return a page with its revisions, oldest first; without any, its present state is one."""
    revisions = [_revision(revision) for revision in page.revisions.order_by("created_at", "pk")]
    if not revisions:
        revisions = [_state(page.serializable_data(), page.latest_revision_created_at)]
    for revision in revisions:
        used.update(_references(revision["steps"]))
    return {"language": page.locale.language_code, "revisions": revisions}


def _revision(revision: Revision) -> Json:
    return _state(revision.content, revision.created_at)


def _state(content: Json, created_at: datetime | None) -> Json:
    """Return what a backup has of the content of a page: a list of its fields, so that no person slips in."""
    steps = content["steps"]
    slugs = dict(Theme.objects.values_list("pk", "slug"))
    return {
        **{name: content.get(name) for name in PAGE_FIELDS},
        "created_at": created_at.isoformat() if created_at else None,
        "themes": [slugs[pk] for pk in content.get("themes", ()) if pk in slugs],
        "steps": [_portable(step) for step in (json.loads(steps) if isinstance(steps, str) else steps)],
    }


def _portable(step: Json) -> Json:
    """Return a raw step with what its type writes for a backup; one of an unknown kind as it is."""
    block = step_types.get(step["type"])
    return {**step, "value": block.portable_values(step["value"])} if block else step


def _references(steps: Sequence[Json]) -> Iterator[tuple[Any, int]]:
    """Yield the model and the key of each object that raw steps refer to."""
    block: Any = ModulePage._meta.get_field("steps").stream_block  # type: ignore[union-attr]  # a StreamField
    value = StreamValue(block, steps, is_lazy=True)
    for model, key, *_paths in block.extract_references(value):
        if str(key).isdigit():
            yield model, int(key)


def _file(writer: BackupWriter, kind: str, instance: Any) -> Json:
    name = PurePosixPath(instance.file.name)
    path = f"files/{kind}-{instance.pk}-{ascii_slug(name.stem)[:60] or kind}{name.suffix.lower()}"
    with instance.file.storage.open(instance.file.name, "rb") as source:
        writer.write(path, source)
    extra = {"description": getattr(instance, "description", "")} if kind == "image" else {}
    return {"key": instance.pk, "title": instance.title, "path": path, **extra}


def _package(writer: BackupWriter, package: Package) -> Json:
    """Write the files of a package as an archive of its own, as its author could upload it."""
    storage = storages["packages"]
    with tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as stream:
        with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
            inner = BackupWriter(archive)
            for path in stored_paths(package.label):
                with storage.open(f"{package.label}/{path}", "rb") as source:
                    inner.write(path, source)
        return {
            "key": package.pk,
            "title": package.title,
            "path": writer.write(f"packages/{package.pk}.zip", stream),
            "libraries": _libraries(package),
        }


def _libraries(package: Package) -> list[str]:
    """Return the H5P libraries that play a package here, with their patch versions."""
    if package.kind != PackageKind.H5P:
        return []
    store = library_store()
    needed = sorted(store.closure(libraries_of(package)))
    return [f"{ref}.{store.libraries[ref].patch}" if ref in store.libraries else str(ref) for ref in needed]


def _themes() -> list[Json]:
    return [dict(row) for row in Theme.objects.values("slug", "name_sv", "name_en")]
