"""Packages that publication makes from the questions of a step."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid5

from django.db.models import Max

from courses.enums import PackageKind, PackageStatus
from courses.models import Module, Package
from courses.steps.native import NativeStep
from scorm.api import ItemKind, Manifest, ManifestItem, PackageStandard

#: the identifier of the only part
NATIVE_PART = "step"


def compile_step(module: Module, step: Any, stored: Mapping[str, Any]) -> Package | None:
    """Return the package of a step's questions, a new version if they have changed; None without questions.

    `step` is the bound block of the step and `stored` its stored values. The versions of a step are a lineage
    of its module, so that a copy of the module has its own. Called within a transaction that holds the
    module's row.
    """
    if not isinstance(step.block, NativeStep) or not (digest := step.block.digest(stored)):
        return None
    lineage = uuid5(UUID(step.id), f"module {module.pk}")
    versions = Package.objects.filter(lineage=lineage)
    existing = versions.filter(digest=digest).first()
    if existing is not None:
        return existing
    newest = versions.aggregate(newest=Max("version"))["newest"] or 0
    return Package.objects.create(
        lineage=lineage,
        version=newest + 1,
        title=step.value["title"],
        owner=module.owner,
        kind=PackageKind.NATIVE,
        standard=PackageStandard.SCORM_2004,
        status=PackageStatus.READY,
        digest=digest,
        manifest=_manifest(step).to_json(),
    )


def _manifest(step: Any) -> Manifest:
    """Return the structure of one part, which the site plays: its `href` names no file."""
    title = step.value["title"]
    part = ManifestItem(
        NATIVE_PART, title, ItemKind.SCO, href="#", scaled_passing_score=step.block.passing_share(step.value)
    )
    return Manifest(PackageStandard.SCORM_2004, "2004 4th Edition", step.id, title, (part,))
