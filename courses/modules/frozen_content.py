"""The frozen content of module versions: published steps, and the files that they use."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from copy import deepcopy
from typing import Any, TypeAlias

from django.core.files.storage import Storage
from django.db.models import Model
from wagtail.blocks import StreamValue
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage

from courses.enums import StepKind
from courses.models import MediaProbe, ModulePage, ModuleVersion, ModuleVersionFile

POSTER = "poster"
BLOCK_KEY = re.compile(r' data-block-key="[^"]*"')
RawSteps = list[dict[str, Any]]
StoredFile: TypeAlias = AbstractDocument | AbstractImage


def resolve_steps(raw: Iterable[dict[str, Any]]) -> RawSteps:
    """Return a copy of a stream's raw steps in which each film step has the key of its film's picture."""
    steps = deepcopy(list(raw))
    films = [step["value"].get("film") for step in steps if step["type"] == StepKind.FILM]
    posters = dict(MediaProbe.objects.filter(document__in=films).values_list("document", "poster"))
    for step in steps:
        if step["type"] == StepKind.FILM:
            step["value"][POSTER] = posters.get(step["value"].get("film"))
    return steps


def is_same_content(old: RawSteps, new: RawSteps) -> bool:
    """Return whether the steps are equal, ignoring a picture that was added to a film."""
    return len(old) == len(new) and all(
        _comparable(_without_new_poster(before, after)) == _comparable(after)
        for before, after in zip(old, new, strict=True)
    )


def without_block_keys(html: str) -> str:
    """Return rich text without the keys that Wagtail's editor gives each paragraph when it is saved."""
    return BLOCK_KEY.sub("", html)


def _comparable(step: dict[str, Any]) -> dict[str, Any]:
    values = step["value"].items()
    texts = {name: without_block_keys(value) for name, value in values if isinstance(value, str)}
    return {**step, "value": {**step["value"], **texts}}


def _without_new_poster(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    if before["type"] != StepKind.FILM or before["value"].get(POSTER) is not None:
        return before
    return {**before, "value": {**before["value"], POSTER: after["value"].get(POSTER)}}


def find_frozen_step(version: ModuleVersion, step_id: str) -> Any | None:
    """Return the bound block of a step as the version froze it, or None. The other steps are not read."""
    steps = version.content.steps
    number = next((n for n, step in enumerate(steps) if step["id"] == step_id), None)
    if number is None:
        return None
    block = _stream(steps)[number]
    if block.block_type == StepKind.FILM:
        poster = steps[number]["value"].get(POSTER)
        block.value.frozen_poster = get_image_model().objects.filter(pk=poster).first() if poster else None
        block.value.is_frozen = True
    return block


def files_in(steps: RawSteps) -> list[StoredFile]:
    """Return the documents and images that raw steps use and that exist, in the order of their keys."""
    keys: dict[type[Model], set[int]] = {get_document_model(): set(), get_image_model(): set()}
    for model, key, *_ in _stream(steps).stream_block.extract_references(_stream(steps)):
        if model in keys:
            keys[model].add(int(key))
    keys[get_image_model()] |= {poster for step in steps if (poster := step["value"].get(POSTER))}
    # Locked until the version is stored, against concurrent deletion.
    return [
        file
        for model, primary_keys in keys.items()
        for file in model._default_manager.select_for_update().filter(pk__in=primary_keys).order_by("pk")
    ]


def _stream(steps: RawSteps) -> StreamValue:
    field: Any = ModulePage._meta.get_field("steps")
    return StreamValue(field.stream_block, steps, is_lazy=True)


def freeze_files(version: ModuleVersion, steps: RawSteps) -> None:
    """Store the files that the steps of a new version use, each with its digest, to protect them."""
    ModuleVersionFile.objects.bulk_create(
        ModuleVersionFile(
            module_version=version,
            **{file_field_name(file): file},
            file_name=file.file.name,
            sha256=_stored_digest(file) or sha256_of(file.file.storage, file.file.name),
        )
        for file in files_in(steps)
    )


def file_field_name(file: StoredFile) -> str:
    """Return the name of the foreign key in `ModuleVersionFile` to files of this model."""
    return "image" if isinstance(file, AbstractImage) else "document"


def _stored_digest(file: StoredFile) -> str:
    """Return the stored digest of the same file in an earlier version, or ""; films are slow to digest."""
    earlier = ModuleVersionFile.objects.filter(**{file_field_name(file): file}, file_name=file.file.name)
    return earlier.exclude(sha256="").values_list("sha256", flat=True).first() or ""


def sha256_of(storage: Storage, name: str) -> str:
    """Return the hexadecimal digest of a stored file, "" if it is missing."""
    try:
        with storage.open(name) as stored:
            return hashlib.file_digest(stored.file, "sha256").hexdigest()  # type: ignore[arg-type]  # a file of bytes
    except FileNotFoundError:
        return ""
