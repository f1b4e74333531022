"""Local content of three municipalities in a shared demo module, one of them with a decision to make."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from courses.api import (
    LocalVariable,
    ModuleLayer,
    ModulePage,
    ModuleVersion,
    Operation,
    OperationKind,
    PublishLayer,
    SaveLocalValues,
    SaveOperation,
    Step,
    TextStep,
    frozen_steps,
    places_in,
)
from demo.catalogues.source import Language
from demo.catalogues.toml_files import REGION, read_toml
from people.api import Municipality

LAYERS = read_toml(REGION / "local_layers.toml")


def needs_layers(slug: str, language: Language) -> bool:
    """Return whether local content is to be added to the module, which it is once."""
    is_layered = slug == LAYERS["module"] and language == Language.SWEDISH
    return is_layered and not ModuleLayer.objects.filter(module__slug=slug).exists()


def earlier_steps(steps: list[Step]) -> list[Step]:
    """Return the steps as they were when the local content was added."""
    earlier = deepcopy(steps)
    (content,) = (
        values["content"] for _kind, values in earlier if values["title"] == LAYERS["earlier"]["step"]
    )
    text = next(block for block in content if isinstance(block["value"], str))
    text["value"] = LAYERS["earlier"]["text"]
    return earlier


def seed_variables() -> None:
    """Create the variables that texts of the demo name."""
    for variable in LAYERS["variables"]:
        LocalVariable.objects.update_or_create(key=variable["key"], defaults=variable)


def seed_layers(page: ModulePage, version: ModuleVersion) -> None:
    """Publish the local content of each municipality on the module version."""
    for row in LAYERS["layers"]:
        municipality = Municipality.objects.get(code=row["municipality"])
        SaveLocalValues(by=None, municipality=municipality, values=row["values"]).run()
        target = {"module": page.module, "municipality": municipality, "language": version.language}
        for operation in _operations(row, version):
            layer = SaveOperation(by=None, **target, operation=operation).run()
        PublishLayer(by=None, layer=layer).run()


def _operations(row: Mapping[str, Any], version: ModuleVersion) -> Iterator[Operation]:
    steps = {step["value"]["title"]: step for step in frozen_steps(version)}
    for name, text in row["places"].items():
        for step in steps.values():
            for place in places_in(step["value"]):
                if place["value"]["name"] == name:
                    yield Operation(
                        "", OperationKind.FILL, step["id"], version.pk, place=place["id"], text=text
                    )
    for kind in (OperationKind.INSERT, OperationKind.REPLACE):
        for local in row.get(kind.value, ()):
            anchor = local.get("after") or local["step"]
            content = {"type": TextStep.kind, "value": {"title": local["title"], "body": local["body"]}}
            yield Operation("", kind, steps[anchor]["id"], version.pk, content=content)
