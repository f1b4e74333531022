"""The actions on imports of material, each with the arguments of one."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.documents import get_document_model
from wagtail.models import Collection

from content_import.material.actions import (
    ChooseForFile,
    DiscardPlan,
    LeaveOutFile,
    PlanMaterial,
    StartMaterialImport,
)
from content_import.material.drafting import AddSteps, DraftMaterial, RemoveSteps
from content_import.material.enums import MaterialState
from content_import.material.models import MaterialFile, MaterialImport
from content_import.material.planning import plan_files, store_uploads
from content_import.material.undoing import UndoMaterialImport
from courses.files.imported import DeleteUnusedFiles, StoreFile
from people.access.actions import Action
from tests.factories.courses import make_site
from tests.factories.files.used_files import document
from tests.factories.seminars import make_pdf
from tests.integration.access.action_cases import Case, World

STEP = {
    "type": "text",
    "id": "1b4e28ba-2fa1-41d2-883f-0016d3cca427",
    "value": {"title": "Ö", "body": "<p>Ö</p>"},
}


def planned_files() -> list[MaterialFile]:
    files = store_uploads([SimpleUploadedFile("ö.md", b"Text")])
    plan_files(files)
    return files


def planned(world: World, **values: Any) -> MaterialImport:
    """Return an import by the trainer of one file."""
    make_site()
    material_import = MaterialImport.objects.create(created_by=world.trainer, title="Ö", **values)
    for file in planned_files():
        file.material_import = material_import
        file.save()
    return material_import


def with_file(world: World) -> dict[str, Any]:
    material_import = planned(world)
    return {"material_import": material_import, "file": material_import.files.get()}


def with_choice(world: World) -> dict[str, Any]:
    arguments = with_file(world)
    file = arguments["file"]
    file.plan_data["choice"] = {"name": "language", "label": "Ö", "options": [["sv", "Ö"]], "value": ""}
    file.save()
    return {**arguments, "value": "sv"}


def done(world: World) -> dict[str, Any]:
    created = [["courses.Package", 0]]
    return {"material_import": planned(world, state=MaterialState.DONE, created=created)}


def new_draft(world: World) -> dict[str, Any]:
    make_site()
    return {"title": "Ö", "owner": None, "steps": [STEP]}


def new_document(world: World) -> dict[str, Any]:
    root = Collection.get_first_root_node()
    return {"file": get_document_model()(title="Ö", file=ContentFile(b"%PDF", name="o.pdf"), collection=root)}


def by_trainer(arguments: Any) -> Case:
    return Case(arguments, lambda world: world.trainer)


MATERIAL_CASES: dict[type[Action[Any]], Case] = {
    PlanMaterial: by_trainer(lambda w: {"files": planned_files()}),
    LeaveOutFile: by_trainer(with_file),
    ChooseForFile: by_trainer(with_choice),
    DiscardPlan: by_trainer(lambda w: {"material_import": planned(w)}),
    StartMaterialImport: by_trainer(lambda w: {"material_import": planned(w)}),
    UndoMaterialImport: by_trainer(done),
    DraftMaterial: by_trainer(new_draft),
    AddSteps: by_trainer(lambda w: {"page": w.page, "steps": [STEP]}),
    RemoveSteps: by_trainer(lambda w: {"page": w.page, "ids": []}),
    StoreFile: by_trainer(new_document),
    DeleteUnusedFiles: Case(lambda w: {"files": [document(make_pdf("Rutin"))]}, lambda world: world.operator),
}
