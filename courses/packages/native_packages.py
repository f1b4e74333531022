"""Packages that publication makes from the questions of a step."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from django.db.models import Max

from courses.enums import PackageKind, PackageStatus
from courses.models import Module, Package
from courses.steps.native import NativeStep
from scorm.api import ItemKind, Manifest, ManifestItem, PackageStandard

#: the identifier of the only part
NATIVE_PART = "step"


@dataclass(frozen=True)
class _StepWithQuestions:
    """The bound block of a step, the lineage of its packages and the digest of its questions."""

    block: Any
    lineage: UUID
    digest: str


def compile_steps(
    module: Module, blocks: Iterable[Any], content: Iterable[Mapping[str, Any]]
) -> dict[str, Package]:
    """Return the id of a step -> the package of its questions, a new version if they have changed.

    `blocks` are the bound blocks of the steps and `content` their raw steps, in the same order. The versions
    of a step are a lineage of its module, so that a copy of the module has its own. Three queries for any
    number of steps. Called within a transaction that holds the module's row.
    """
    steps = list(_steps_with_questions(module, blocks, content))
    compiled, newest = _existing_packages(steps), _newest_versions(steps)
    missing = [step for step in steps if step.block.id not in compiled]
    created = Package.objects.bulk_create(
        _new_package(module, step, newest.get(step.lineage, 0) + 1) for step in missing
    )
    return compiled | {step.block.id: package for step, package in zip(missing, created, strict=True)}


def _steps_with_questions(
    module: Module, blocks: Iterable[Any], content: Iterable[Mapping[str, Any]]
) -> Iterator[_StepWithQuestions]:
    for step, raw in zip(blocks, content, strict=True):
        if isinstance(step.block, NativeStep) and (digest := step.block.digest(raw["value"])):
            yield _StepWithQuestions(step, uuid5(UUID(step.id), f"module {module.pk}"), digest)


def _existing_packages(steps: Sequence[_StepWithQuestions]) -> dict[str, Package]:
    """Return the id of a step -> the package of the same questions."""
    stored = Package.objects.filter(
        lineage__in={step.lineage for step in steps}, digest__in={step.digest for step in steps}
    )
    packages = {(package.lineage, package.digest): package for package in stored}
    found = {step.block.id: packages.get((step.lineage, step.digest)) for step in steps}
    return {step_id: package for step_id, package in found.items() if package is not None}


def _newest_versions(steps: Sequence[_StepWithQuestions]) -> dict[UUID, int]:
    """Return lineage -> the number of its newest version, where it has one."""
    versions = Package.objects.filter(lineage__in={step.lineage for step in steps}).order_by()
    return dict(versions.values_list("lineage").annotate(newest=Max("version")))


def _new_package(module: Module, step: _StepWithQuestions, version: int) -> Package:
    return Package(
        lineage=step.lineage,
        version=version,
        title=step.block.value["title"],
        owner=module.owner,
        kind=PackageKind.NATIVE,
        standard=PackageStandard.SCORM_2004,
        status=PackageStatus.READY,
        digest=step.digest,
        manifest=_manifest(step.block).to_json(),
    )


def _manifest(step: Any) -> Manifest:
    """Return the structure of one part, which the site plays: its `href` names no file."""
    title = step.value["title"]
    part = ManifestItem(
        NATIVE_PART, title, ItemKind.SCO, href="#", scaled_passing_score=step.block.passing_share(step.value)
    )
    return Manifest(PackageStandard.SCORM_2004, "2004 4th Edition", step.id, title, (part,))
