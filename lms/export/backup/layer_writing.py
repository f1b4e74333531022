"""Local layers in a backup: the drafts of their operations, what these are based on, and local values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from courses.api import (
    LocalValue,
    LocalVariable,
    Module,
    Operation,
    OperationKind,
    bases_of,
    text_step,
    variables_in,
)
from lms.export.backup.layout import Json


def layer_rows(module: Module) -> Iterator[Json]:
    """Yield the layers of a module that change anything, without who made them."""
    for layer in module.layers.select_related("municipality").exclude(operations=[]).order_by("pk"):
        operations = layer.stored_operations
        bases = bases_of(operations)
        numbers = {key: number for number, key in enumerate(bases)}
        yield {
            "language": layer.language,
            "municipality": {"code": layer.municipality.code, "name": layer.municipality.name},
            "operations": [{**one.as_row(), "base": numbers.get(one.base)} for one in operations],
            "bases": [list(_base(steps, operations)) for steps in bases.values()],
        }


def _base(steps: Sequence[Mapping[str, Any]], operations: Sequence[Operation]) -> Iterator[Json]:
    """Yield the steps of a base: their order and, of those that are changed, the content."""
    changed = {one.step for one in operations if one.kind != OperationKind.INSERT}
    followed = {one.step for one in operations}
    for step in steps:
        if step["id"] in changed:
            yield dict(step)
        elif step["id"] in followed and "value" in step:  # an imported base has some ids alone
            yield {"id": step["id"], **text_step(str(step["value"].get("title") or ""), "")}
        else:
            yield {"id": step["id"]}


def local_steps_of(row: Json) -> list[Json]:
    """Return the raw steps in a layer's row: local ones, texts of places, and the changed ones of bases."""
    operations = row["operations"]
    local = [one["content"] for one in operations if one["content"] is not None]
    texts = [text_step("", one["text"]) for one in operations if one["text"]]
    return [*local, *texts, *(step for base in row["bases"] for step in base if "type" in step)]


@dataclass
class UsedValues:
    """The local values that modules and their layers name, and the municipalities with layers."""

    names: set[str] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)

    def add(self, module: Json) -> None:
        self.names |= variables_in(module)
        self.codes |= {layer["municipality"]["code"] for layer in module["layers"]}

    def rows(self) -> list[Json]:
        """Return the values, each with the texts of those municipalities."""
        texts: dict[str, dict[str, str]] = defaultdict(dict)
        values = LocalValue.objects.filter(variable__key__in=self.names, municipality__code__in=self.codes)
        for key, code, text in values.values_list("variable__key", "municipality__code", "text"):
            texts[key][code] = text
        variables = LocalVariable.objects.filter(key__in=self.names).order_by("key")
        rows = variables.values("key", "label", "text_sv", "text_en")
        return [{**row, "values": texts.get(row["key"], {})} for row in rows]
