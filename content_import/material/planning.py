"""Plans of uploaded files. Nothing is stored but the uploads themselves, as temporary files."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from content_import.material.kinds import FilePlan, material_kind, recognise
from content_import.material.models import MaterialFile
from content_import.material.upload import Upload
from courses.api import ModulePage, UnreadableMaterial

#: the folder of the temporary files in the default storage; no address leads to them
FOLDER = "material"
NAME_LENGTH = 255


def store_uploads(uploads: Iterable[UploadedFile]) -> list[MaterialFile]:
    """Return unsaved rows of the uploads, whose files are stored. All are removed again on an error."""
    folder, rows = f"{FOLDER}/{secrets.token_hex(16)}", list[MaterialFile]()
    try:
        for position, upload in enumerate(uploads):
            stored = default_storage.save(f"{folder}/{position}", File(upload))
            name = PurePosixPath(upload.name or "").name[-NAME_LENGTH:] or str(position)
            rows.append(MaterialFile(position=position, name=name, file=stored, size=upload.size or 0))
    except BaseException:
        remove_uploads(rows)
        raise
    return rows


def remove_uploads(rows: Iterable[MaterialFile]) -> None:
    """Remove the temporary files of the rows."""
    for row in rows:
        default_storage.delete(row.file.name)


def plan_files(rows: Sequence[MaterialFile], *, page: ModulePage | None = None) -> None:
    """Set kind and plan of each row, for a new draft or for the page. Reads the files, for some seconds."""
    uploads = [row.upload for row in rows]
    for upload in uploads:
        upload.language = page.locale.language_code if page else settings.LANGUAGE_CODE
    for row, upload in zip(rows, uploads, strict=True):
        kind = recognise(upload)
        row.kind = kind.name if kind else ""
        row.plan_data = (_plan(row, uploads) if kind else _unknown(upload)).to_json()


def _plan(row: MaterialFile, uploads: Sequence[Upload]) -> FilePlan:
    try:
        return material_kind(row.kind).plan(row.upload, uploads)
    except UnreadableMaterial as unreadable:
        return FilePlan(problems=unreadable.problems)


def _unknown(upload: Upload) -> FilePlan:
    sentence = _(
        "“%(name)s” is of a type that can't be taken in. Save it as PowerPoint (.pptx), Word (.docx), PDF, "
        "Markdown, a picture, a film, or export it as SCORM or H5P."
    )
    return FilePlan(problems=[sentence % {"name": upload.name}])


@dataclass(frozen=True)
class MaterialPlan:
    """The plan of all files of an import."""

    files: Sequence[MaterialFile]

    @property
    def is_sound(self) -> bool:
        """Whether there are steps and no problems."""
        plans = [file.plan for file in self.files]
        return any(plan.steps for plan in plans) and not any(plan.problems for plan in plans)

    @property
    def has_choices(self) -> bool:
        """Whether the plan follows what was chosen: it is stored some seconds later."""
        choices = [(file.plan.choice, file.chosen) for file in self.files]
        return all(
            choice is None or chosen.get(choice.name, choice.value) == choice.value
            for choice, chosen in choices
        )

    @property
    def title(self) -> str:
        """The title of the first file that has one, or its name."""
        titles = [file.plan.title for file in self.files if file.plan.title]
        return titles[0] if titles else self.files[0].upload.stem

    @property
    def step_count(self) -> int:
        return sum(len(file.plan.steps) for file in self.files)

    @property
    def asset_count(self) -> int:
        return sum(len(file.plan.assets) for file in self.files)
