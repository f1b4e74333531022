"""Comparison of stored files with their recorded digests and sizes."""

import hashlib
from collections.abc import Iterator

from django.core.files.storage import Storage, storages
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from courses.enums import PackageStatus
from courses.models import ModuleVersionContent, ModuleVersionFile, Package, Recording
from courses.models.media import StoredFile
from courses.modules.frozen_content import file_field_name


def check_files() -> Iterator[str]:
    """Yield a sentence for each file that is missing or differs from its record."""
    for model in (get_document_model(), Recording, get_image_model()):
        for file in model._default_manager.order_by("pk").iterator():
            yield from _check_file(file)
    yield from _missing_documents()
    for package in Package.objects.exclude(status=PackageStatus.IMPORTING).order_by("pk"):
        yield from _check_package(package)


def _check_file(file: StoredFile) -> Iterator[str]:
    name = f"{file_field_name(file)} {file.pk} “{file.title}” ({file.file.name})"
    digests = _digests_of(file)
    if digests is None:
        yield f"{name}: the file is missing"
        return
    sha256, sha1 = digests
    frozen = ModuleVersionFile.objects.filter(**{file_field_name(file): file}).exclude(sha256="")
    published = set(frozen.values_list("sha256", flat=True))
    # Wagtail's own digest, SHA-1, covers files that no module version has.
    if (published and sha256 not in published) or (file.file_hash and sha1 != file.file_hash):
        yield f"{name}: the file differs from what was recorded"


def _digests_of(file: StoredFile) -> tuple[str, str] | None:
    """Return the file's SHA-256 and SHA-1, hexadecimal; None if it is missing."""
    sha256, sha1 = hashlib.sha256(), hashlib.sha1(usedforsecurity=False)
    try:
        with file.file.storage.open(file.file.name) as stored:
            for chunk in stored.chunks():
                sha256.update(chunk)
                sha1.update(chunk)
    except FileNotFoundError:
        return None
    return sha256.hexdigest(), sha1.hexdigest()


def _missing_documents() -> Iterator[str]:
    """Yield the steps whose recording or captions were deleted before files in use were protected."""
    existing = {
        model: set(model._default_manager.values_list("pk", flat=True))
        for model in (Recording, get_document_model())
    }
    contents = ModuleVersionContent.objects.select_related("module_version").order_by("pk")
    for content in contents.iterator():
        for step in content.stored_steps:
            for name, model, key in step.type.chosen_objects(step.values):
                if key not in existing.get(model, {key}):
                    yield f"{content.module_version}, step “{step.title}”: its {name} was deleted"


def _check_package(package: Package) -> Iterator[str]:
    count = size = 0
    for number in _sizes(storages["packages"], package.label):
        count, size = count + 1, size + number
    if (count, size) != (package.file_count, package.total_bytes):
        yield f"package {package.pk} “{package.title}” ({package.label}): files are missing or differ"


def _sizes(storage: Storage, folder: str) -> Iterator[int]:
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in files:
        yield storage.size(f"{folder}/{name}")
    for name in folders:
        yield from _sizes(storage, f"{folder}/{name}")
