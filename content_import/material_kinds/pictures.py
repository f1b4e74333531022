"""Pictures: a screen for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext_lazy

from content_import.material.kinds import (
    Asset,
    CreatedAsset,
    FilePlan,
    ImportContext,
    MaterialKind,
    register_material,
)
from content_import.material.storing import store_picture
from content_import.material.upload import Upload
from content_import.material_kinds.values import picture_block, step_of_blocks
from content_import.readers.pictures import read_picture
from courses.api import UnreadableMaterial

#: the first bytes of the formats that are shown, and where they stand
SIGNATURES = (
    (0, b"\xff\xd8\xff"),  # JPEG
    (0, b"\x89PNG\r\n\x1a\n"),
    (0, b"GIF8"),
    (8, b"WEBP"),
    (4, b"ftypavif"),
)


@register_material
class PictureKind(MaterialKind):
    """A picture in JPEG, PNG, GIF, WebP or AVIF."""

    name = "picture"
    label = gettext_lazy("Picture")

    def recognises(self, upload: Upload) -> bool:
        return any(upload.head[start:].startswith(signature) for start, signature in SIGNATURES)

    def plan(self, upload: Upload, uploads: Sequence[Upload]) -> FilePlan:
        try:
            with upload.opened() as file:
                read_picture(file, upload.name)
        except UnreadableMaterial as unreadable:
            return FilePlan(problems=unreadable.problems)
        title = upload.stem
        return FilePlan([step_of_blocks(title, [picture_block("picture")])], [Asset("picture", title)])

    def create(self, upload: Upload, plan: FilePlan, context: ImportContext) -> Iterator[CreatedAsset]:
        with upload.opened() as file:
            picture = read_picture(file, upload.name)
        for asset in plan.assets:
            yield CreatedAsset(asset.key, store_picture(picture, title=asset.title, context=context))
