"""Factories of local layers on published modules."""

from __future__ import annotations

from typing import Any

from courses.layers.actions import SaveOperation
from courses.layers.models import LayerVersion, ModuleLayer
from courses.layers.operations import Operation, OperationKind
from courses.layers.publishing import PublishLayer
from courses.models import ModulePage
from people.models import Municipality
from tests.factories.courses import make_module_page

LOCAL_ID = "11111111-1111-4111-8111-111111111111"
PLACE_ID = "22222222-2222-4222-8222-222222222222"


def local_text(title: str = "Så gör vi på Ön", body: str = "<p>Ring nattpatrullen.</p>") -> dict[str, Any]:
    return {"type": "text", "value": {"title": title, "body": body}}


def screen_with_place(
    default: str = "<p>Fråga din chef.</p>", *content: dict[str, Any]
) -> tuple[str, dict[str, Any]]:
    place = {"id": PLACE_ID, "type": "place", "value": {"name": "Numret på natten", "text": default}}
    return "screen", {"title": "På natten", "content": [place, *content]}


def make_shared_page(
    *titles: str, last: tuple[str, dict[str, Any]] | None = None, **values: Any
) -> ModulePage:
    """A published module for all, of texts with those titles and a screen with a place for local text."""
    steps = [("text", {"title": title, "body": f"<p>{title}, för alla.</p>"}) for title in titles]
    return make_module_page(steps=[*steps, last or screen_with_place()], **values)


def step_ids(page: ModulePage) -> list[str]:
    return [step.id for step in page.module.versions.latest("number").stored_steps]


def operation(page: ModulePage, kind: OperationKind, at: int = 0, **values: Any) -> Operation:
    return Operation(values.pop("id", ""), kind, step_ids(page)[at], 0, **values)


def replacing(page: ModulePage, at: int = 0) -> Operation:
    return operation(page, OperationKind.REPLACE, at, id=LOCAL_ID, content=local_text())


def make_layer(page: ModulePage, municipality: Municipality, *operations: Operation) -> ModuleLayer:
    """A draft layer with the operations; without any it has none."""
    values = {"module": page.module, "municipality": municipality, "language": page.locale.language_code}
    layer = ModuleLayer.objects.get_or_create(**values)[0]
    for one in operations:
        SaveOperation(by=None, **values, operation=one).run()
    layer.refresh_from_db()
    return layer


def publish_layer(page: ModulePage, municipality: Municipality, *operations: Operation) -> LayerVersion:
    return PublishLayer(by=None, layer=make_layer(page, municipality, *operations)).run()


def change_core(page: ModulePage, steps: list[dict[str, Any]]) -> None:
    """Publish the page with other raw steps."""
    page.steps = page.steps.stream_block.to_python(steps)
    page.save_revision().publish()
    page.refresh_from_db()
