"""SCORM packages and H5P content: a package step for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content_import.archives.plan import MANIFEST_NAME
from content_import.exceptions import PackageAlreadyImported
from content_import.material.kinds import (
    Asset,
    CreatedAsset,
    FilePlan,
    ImportContext,
    MaterialKind,
    register_material,
)
from content_import.material.upload import Upload
from content_import.material_kinds.values import package_step
from content_import.packages.actions import ImportPackage, plan_package
from content_import.packages.permissions import packages_viewable_by
from courses.api import Package

PACKAGE = "package"
H5P_DEFINITION = "h5p.json"


@register_material
class PackageKind(MaterialKind):
    """A SCORM package or H5P content."""

    name = "package"
    label = gettext_lazy("SCORM or H5P package")
    order = 40

    def recognises(self, upload: Upload) -> bool:
        names = {PurePosixPath(member).name.casefold() for member in upload.members}
        return MANIFEST_NAME in names or H5P_DEFINITION in upload.members

    def plan(self, upload: Upload, uploads: Sequence[Upload]) -> FilePlan:
        with upload.opened() as file:
            plan = plan_package(archive=file)  # type: ignore[arg-type]  # a binary file
            root, notices = "", list(plan.notices)
            if plan.suggested_root:
                root = plan.suggested_root
                plan = plan_package(archive=file, root=root)  # type: ignore[arg-type]  # as above
                notices.append(
                    _("The folder “%(folder)s” is used as the top of the package.") % {"folder": root}
                )
        if plan.manifest is None:
            return FilePlan(problems=[problem.message for problem in plan.problems])
        title = plan.manifest.title or upload.stem
        asset = Asset(PACKAGE, title[: Package.TITLE_LENGTH], {"root": root})
        return FilePlan([package_step(title, package=PACKAGE)], [asset], notices=notices, title=title)

    def create(self, upload: Upload, plan: FilePlan, context: ImportContext) -> Iterator[CreatedAsset]:
        """Yield the package; one of the same file that the person may use is not imported again."""
        for asset in plan.assets:
            with upload.opened() as file:
                usable = packages_viewable_by(context.by)
                try:
                    package = ImportPackage(
                        archive=file,  # type: ignore[arg-type]  # a binary file
                        title=asset.title,
                        owner=context.owner,
                        root=str(asset.data["root"]),
                        existing=usable.filter(owner=None) | usable.filter(owner=context.owner),
                        by=context.by,
                    ).run()
                    yield CreatedAsset(asset.key, package)
                except PackageAlreadyImported as duplicate:
                    yield CreatedAsset(asset.key, duplicate.package, is_new=False)
