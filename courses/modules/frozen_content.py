"""The frozen content of module versions: published steps, and the files that they use."""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.core.files.storage import Storage
from django.db.models import Model
from wagtail.blocks import StreamValue
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage

from courses.enums import PackageKind
from courses.models import (
    ModulePage,
    ModuleVersion,
    ModuleVersionContent,
    ModuleVersionFile,
    ModuleVersionPackage,
    Recording,
)
from courses.models.media import StoredFile
from courses.steps.native import NativeStep, Question
from courses.steps.stored import StoredStep, without_block_keys
from courses.steps.types import step_type

RawSteps = list[dict[str, Any]]
#: how many module versions a process keeps the steps of
MAX_CACHED_VERSIONS = 64


def resolve_steps(raw: Iterable[dict[str, Any]]) -> RawSteps:
    """Return a copy of a stream's raw steps with what their step types add for a module version."""
    steps = deepcopy(list(raw))
    by_kind = defaultdict(list)
    for step in steps:
        by_kind[step["type"]].append(step["value"])
    for kind, values in by_kind.items():
        step_type(kind).resolve(values)
    return steps


def is_same_content(old: Sequence[StoredStep], new: Sequence[StoredStep]) -> bool:
    """Return whether the steps are equal, ignoring what a step type adds now and had not to add before."""
    return len(old) == len(new) and all(
        _comparable(_with_additions(before, after)) == _comparable(after)
        for before, after in zip(old, new, strict=True)
    )


def _comparable(step: StoredStep) -> StoredStep:
    """Return the step without the keys of paragraphs, and without empty values: a new field is empty."""
    values = {name: value for name, value in step.values.items() if value not in (None, "", [])}
    return replace(step, values=without_block_keys(values))


def _with_additions(before: StoredStep, after: StoredStep) -> StoredStep:
    """Return `before` with resolved values of `after` where it has none, such as a film's later picture."""
    names = [name for name in before.type.resolved_values if before.values.get(name) is None]
    return replace(before, values={**before.values, **{name: after.values.get(name) for name in names}})


def find_frozen_step(version: ModuleVersion, step_id: str) -> Any | None:
    """Return the bound block of a step as the version froze it, or None. The other steps are not read."""
    step = next((step for step in frozen_steps(version) if step["id"] == step_id), None)
    return bind_frozen_step(step) if step is not None else None


def bind_frozen_step(step: dict[str, Any]) -> Any:
    """Return the bound block of a resolved raw step."""
    (content,) = bound_steps([step])
    return content


def bound_steps(steps: RawSteps) -> StreamValue:
    """Return resolved raw steps as a stream, with what their types have added."""
    stream = _stream(steps)
    for content, raw in zip(stream, steps, strict=True):
        content.block.restore(content.value, raw["value"])
    return stream


def frozen_steps(version: ModuleVersion) -> RawSteps:
    """Return the resolved raw steps of a version, which must not be changed."""
    return _frozen_steps(version.pk, version.created_at)


@lru_cache(maxsize=MAX_CACHED_VERSIONS)
def _frozen_steps(version: int, created_at: dt.datetime) -> RawSteps:
    """Return the steps of a module version, which never change; `created_at` tells databases apart."""
    steps: RawSteps = ModuleVersionContent.objects.values_list("steps", flat=True).get(pk=version)
    return steps


def frozen_questions(packages: Collection[int]) -> dict[int, dict[str, Question]]:
    """Return package -> its questions by id, as the newest module version with the package froze them.

    Packages that were imported have none. One query, one of each version, and those of what steps use.
    """
    uses = ModuleVersionPackage.objects.filter(package__in=packages, package__kind=PackageKind.NATIVE)
    uses = uses.select_related("module_version").order_by("module_version")
    newest = {use.package_id: use.module_version for use in uses}
    return {package: _questions_of(version, package) for package, version in newest.items()}


def _questions_of(version: ModuleVersion, package: int) -> dict[str, Question]:
    step_id = next(step.id for step in version.stored_steps if step.package == package)
    content = find_frozen_step(version, step_id)
    if content is None or not isinstance(content.block, NativeStep):
        return {}
    return {question.id: question for question in content.block.questions(content.value)}


def referenced_files(steps: RawSteps) -> Iterator[tuple[type[Model], int]]:
    """Yield the model and the key of each file that resolved raw steps use."""
    for content, raw in zip(_stream(steps), steps, strict=True):
        for model, key in content.block.referenced_files(content.value, raw["value"]):
            if model in _file_models():
                yield model, int(key)


def _file_models() -> tuple[type[Model], ...]:
    return (Recording, get_document_model(), get_image_model())


def files_in(steps: RawSteps) -> list[StoredFile]:
    """Return the files that raw steps use and that exist, in the order of their keys."""
    keys = set(referenced_files(steps))
    # Locked until the version is stored, against concurrent deletion.
    return [
        file
        for used in _file_models()
        for file in used._default_manager.select_for_update()
        .filter(pk__in=[key for model, key in keys if model is used])
        .order_by("pk")
    ]


def _stream(steps: RawSteps) -> StreamValue:
    field: Any = ModulePage._meta.get_field("steps")
    return StreamValue(field.stream_block, steps, is_lazy=True)


def freeze_files(version: ModuleVersion, steps: RawSteps) -> None:
    """Store the files that the steps of a new version use, each with its digest, to protect them."""
    files = files_in(steps)
    digests = _stored_digests(files)
    ModuleVersionFile.objects.bulk_create(
        ModuleVersionFile(
            module_version=version,
            **{file_field_name(file): file},
            file_name=file.file.name,
            sha256=digests.get((type(file), file.pk, file.file.name))
            or sha256_of(file.file.storage, file.file.name),
        )
        for file in files
    )


def file_field_name(file: StoredFile) -> str:
    """Return the name of the foreign key in `ModuleVersionFile` to files of this model."""
    if isinstance(file, Recording):
        return "recording"
    return "image" if isinstance(file, AbstractImage) else "document"


def _stored_digests(files: Iterable[StoredFile]) -> dict[tuple[type[Model], int, str], str]:
    """Return model, key and file name -> the digest in an earlier version; films are slow to digest.

    One query for each kind of file.
    """
    digests = {}
    by_model = defaultdict(list)
    for file in files:
        by_model[type(file)].append(file)
    for model, used in by_model.items():
        field = file_field_name(used[0])
        earlier = ModuleVersionFile.objects.filter(**{f"{field}__in": used}).exclude(sha256="")
        for key, name, digest in earlier.values_list(field, "file_name", "sha256").distinct():
            digests[model, key, name] = digest
    return digests


def sha256_of(storage: Storage, name: str) -> str:
    """Return the hexadecimal digest of a stored file, "" if it is missing."""
    try:
        with storage.open(name) as stored:
            return hashlib.file_digest(stored.file, "sha256").hexdigest()  # type: ignore[arg-type]  # a file of bytes
    except FileNotFoundError:
        return ""
