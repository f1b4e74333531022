"""The execution of an import: the objects of its plan, one after the other, then the steps."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Collection

from content_import.exceptions import ContentImportError
from content_import.material.drafting import AddSteps, DraftMaterial
from content_import.material.enums import UNFINISHED, MaterialState
from content_import.material.kinds import (
    CreatedAsset,
    FilePlan,
    ImportContext,
    PlanImpossible,
    PlannedStep,
    material_kind,
    resolve_assets,
)
from content_import.material.models import MaterialFile, MaterialImport
from content_import.material.planning import remove_uploads
from courses.api import ModulePage, ModulePageMissing, UnreadableMaterial, folder_of

logger = logging.getLogger(__name__)


def carry_out_material_import(*, material_import: MaterialImport, language: str = "sv") -> None:
    """Create what the plan says, in short transactions, and put the steps in the draft by the last one.

    Each object is listed in `created` by the transaction that stores it, so that all can be removed whenever
    the import ends. An import that was started before is left as it is.
    """
    waiting = MaterialImport.objects.filter(pk=material_import.pk, state=MaterialState.WAITING)
    if not waiting.update(state=MaterialState.RUNNING, started_at=timezone.now()):
        return
    material_import.refresh_from_db()
    files = list(material_import.files.all())
    try:
        with override(language):
            _run(material_import, files)
    except (UnreadableMaterial, ContentImportError) as refusal:
        _fail(material_import, getattr(refusal, "problems", None) or [str(refusal)])
    except ModulePageMissing:
        _fail(material_import, [_("The site has no catalogue of modules yet. Ask those who run it.")])
    except PermissionDenied:
        _fail(material_import, [_("You may no longer take in material there.")])
    except Exception:
        logger.exception("The import of material %s broke off.", material_import.pk)
        _fail(material_import, [_("The import broke off. Undo it, and try again.")])
    finally:
        remove_uploads(files)
        material_import.files.all().delete()


def _run(material_import: MaterialImport, files: Sequence[MaterialFile]) -> None:
    context = ImportContext(material_import.created_by, material_import.owner, _folder(material_import))
    steps = list[dict[str, Any]]()
    for file in files:
        plan, keys = _carry_out(material_import, file, context)
        steps += [_raw_step(step, keys) for step in plan.steps]
        missing = [asset.title for asset in plan.assets if asset.key not in keys]
        material_import.messages += [_left_out(title) for title in missing]
    with transaction.atomic():
        material_import.page = _put_in_draft(material_import, steps)
        material_import.steps = [step["id"] for step in steps]
        _end(material_import, MaterialState.DONE)


def _carry_out(
    material_import: MaterialImport, file: MaterialFile, context: ImportContext
) -> tuple[FilePlan, dict[str, int]]:
    """Create the objects of a file, and return the plan that was possible and their keys."""
    plan = file.plan
    try:
        return plan, _create_assets(material_import, file, plan, context)
    except PlanImpossible as impossible:
        if plan.otherwise is None:
            raise UnreadableMaterial([str(impossible)]) from impossible
        material_import.messages.append(str(impossible))
        material_import.total += len(plan.otherwise.assets) - len(plan.assets)
        material_import.save(update_fields=["total"])
        return plan.otherwise, _create_assets(material_import, file, plan.otherwise, context)


def _folder(material_import: MaterialImport) -> Collection:
    root = Collection.get_first_root_node()
    return folder_of(material_import.owner, root) if material_import.owner else root


def _create_assets(
    material_import: MaterialImport, file: MaterialFile, plan: FilePlan, context: ImportContext
) -> dict[str, int]:
    """Create the objects of a file and return their primary keys by the keys of the assets."""
    keys = {}
    for created in material_kind(file.kind).create(file.upload, plan, context):
        _record(material_import, created)
        keys[created.key] = created.instance.pk
    return keys


def _record(material_import: MaterialImport, created: CreatedAsset) -> None:
    """Count a created object, and list a new one among those that may be removed again."""
    if created.is_new:
        material_import.created.append([created.instance._meta.label, created.instance.pk])
    material_import.done += 1
    material_import.save(update_fields=["created", "done"])


def _raw_step(step: PlannedStep, keys: Mapping[str, int]) -> dict[str, Any]:
    values = _without_missing_pictures(resolve_assets(step.values, keys))
    return {"type": step.kind, "value": values, "id": str(uuid4())}


def _without_missing_pictures(values: Any) -> Any:
    """Return the values of a step without blocks whose picture was not stored."""
    if isinstance(values.get("content"), list):
        blocks = [block for block in values["content"] if not _lacks_picture(block["value"])]
        return {**values, "content": blocks}
    return values


def _lacks_picture(value: Any) -> bool:
    image = value.get("image") if isinstance(value, Mapping) else None
    return isinstance(image, Mapping) and image.get("image") is None


def _put_in_draft(material_import: MaterialImport, steps: Sequence[dict[str, Any]]) -> ModulePage:
    by = material_import.created_by
    if material_import.makes_page:
        title, owner = material_import.title, material_import.owner
        return DraftMaterial(title=title, owner=owner, steps=steps, by=by).run()
    page = material_import.page
    if page is None:
        raise UnreadableMaterial([_("The draft that you chose was deleted. Begin anew.")])
    return AddSteps(page=page, steps=steps, by=by).run()


def _left_out(title: str) -> str:
    return _("The picture “%(title)s” is damaged and was left out.") % {"title": title}


def _fail(material_import: MaterialImport, problems: Sequence[str]) -> None:
    material_import.page_id = None if material_import.makes_page else material_import.page_id
    material_import.steps, material_import.messages = [], list(problems)
    _end(material_import, MaterialState.FAILED)


def _end(material_import: MaterialImport, state: MaterialState) -> None:
    """Store the end, unless it was ended since."""
    material_import.state, material_import.finished_at = state, timezone.now()
    if MaterialImport.objects.filter(pk=material_import.pk, state__in=UNFINISHED).exists():
        material_import.save()
