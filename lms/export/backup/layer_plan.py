"""Local layers of a backup as they are planned and imported: drafts, each with what it is based on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from courses.api import (
    BLOCK_ID,
    FEATURES,
    ImportedBase,
    LocalValue,
    LocalVariable,
    Module,
    ModuleLayer,
    ModulePage,
    Operation,
    OperationKind,
    has_questions,
    read_operations,
    refuse_script,
    step_types,
)
from lms.export.backup.keys import NewKeys, UnknownBlock, allowed_html, with_new_keys
from lms.export.backup.layout import Json
from people.api import Municipality

#: of a local value
TEXT_LENGTH = 200


class DamagedLayer(ValueError):
    """A layer that no editor has made."""


@dataclass(frozen=True)
class PlannedLayer:
    """A layer with the keys of the other installation; `Operation.base` is the number of its base."""

    language: str
    code: str
    place: str
    operations: tuple[Operation, ...]
    bases: tuple[Sequence[Json], ...]


@dataclass(frozen=True)
class PlannedVariable:
    """A local value, with the text of each municipality by its code."""

    fields: Mapping[str, str]
    values: Mapping[str, str]


def read_layer(raw: Json) -> PlannedLayer:
    """Return a layer whose steps and texts are valid. Raises DamagedLayer, UnknownBlock and ValueError."""
    bases = tuple(list(base) for base in raw["bases"])
    for base in bases:
        for step in base:
            _base_step(step, {})
    rows = [{**row, "base": _number(row["base"], len(bases))} for row in raw["operations"]]
    operations = tuple(_checked(one) for one in read_operations(rows))
    keys = [key for one in operations for key in {("", one.id), (str(one.kind), *one.target)}]
    if len(set(keys)) < len(keys):
        raise DamagedLayer
    place = raw["municipality"]
    return PlannedLayer(
        str(raw["language"])[:12], str(place["code"])[:4], str(place["name"])[:100], operations, bases
    )


def read_variable(raw: Json) -> PlannedVariable:
    fields = {name: str(raw[name]) for name in ("key", "label", "text_sv", "text_en")}
    LocalVariable(**fields).clean_fields()
    values = {str(code): str(text) for code, text in raw["values"].items()}
    for text in (*values.values(), fields["text_sv"], fields["text_en"]):
        refuse_script(text)
        if len(text) > TEXT_LENGTH:
            raise DamagedLayer
    return PlannedVariable(fields, values)


def _number(base: object, most: int) -> int:
    """Return the number of a base, -1 for one that is not in the backup."""
    return base if isinstance(base, int) and 0 <= base < most else -1


def _checked(operation: Operation) -> Operation:
    """Return an operation of a draft whose content an editor could have made."""
    ids = (operation.id, *(each for each in (operation.step, operation.place) if each))
    if not all(isinstance(each, str) and BLOCK_ID.fullmatch(each) for each in ids):
        raise DamagedLayer
    content = operation.content
    if (content is not None) != (operation.kind in {OperationKind.INSERT, OperationKind.REPLACE}):
        raise DamagedLayer
    _with_keys(operation, {})  # raises for what no editor writes; the keys are mapped at import
    return operation


def _with_keys(operation: Operation, keys: NewKeys) -> Operation:
    """Return the operation with new keys, and without markup that its editor does not allow."""
    text = allowed_html(str(operation.text or ""), FEATURES, keys)
    content = operation.content
    if content is None:
        return replace(operation, text=text)
    kind = content["type"]
    if kind not in step_types:
        raise UnknownBlock(str(kind))
    if not step_types[kind].may_be_local:
        raise DamagedLayer
    step = {"type": kind, "value": with_new_keys(step_types[kind], content["value"], keys)}
    if has_questions({**step, "id": operation.id}):
        raise DamagedLayer
    return replace(operation, text=text, content=step)


def _base_step(step: Json, keys: NewKeys) -> Json:
    if "type" not in step:
        return {"id": str(step["id"])}
    block: Any = ModulePage._meta.get_field("steps").stream_block  # type: ignore[union-attr]  # a StreamField
    [mapped] = with_new_keys(block, [step], keys)
    return {**mapped, "id": str(step["id"])}


def left_out_layers(layers: Sequence[PlannedLayer], owner: Municipality | None) -> list[str]:
    """Return the layers that can't be imported, as sentences."""
    if owner is not None and layers:
        return [_("Local content is left out: a module of one municipality has none.")]
    here = set(Municipality.objects.values_list("code", flat=True))
    sentence = _("The local content of %(place)s (%(code)s) is left out: it is no municipality of this site.")
    missing = {(each.place, each.code) for each in layers if each.code not in here}
    return [sentence % {"place": place, "code": code} for place, code in sorted(missing)]


def import_layers(module: Module, layers: Sequence[PlannedLayer], keys: NewKeys) -> None:
    """Create the drafts of the layers whose municipalities this site has."""
    places = {each.code: each for each in Municipality.objects.all()}
    for planned in layers:
        if planned.code in places:
            _import_layer(module, places[planned.code], planned, keys)


def _import_layer(module: Module, place: Municipality, planned: PlannedLayer, keys: NewKeys) -> None:
    layer = ModuleLayer(module=module, municipality=place, language=planned.language, has_changes=True)
    layer.full_clean(exclude=["operations"])
    layer.save()
    bases = [
        ImportedBase.objects.create(layer=layer, steps=[_base_step(step, keys) for step in base]).pk
        for base in planned.bases
    ]
    mapped = (_with_keys(one, keys) for one in planned.operations)
    # A base that is missing is no key of any version: what it changes has to be decided on.
    based = (replace(one, base=-bases[one.base] if one.base >= 0 else 0) for one in mapped)
    layer.operations = [one.as_row() for one in based]
    layer.save()


def import_variables(variables: Sequence[PlannedVariable]) -> None:
    """Add variables and texts that this site does not have; those that it has stay."""
    places = {each.code: each for each in Municipality.objects.all()}
    for planned in variables:
        variable, _is_new = LocalVariable.objects.get_or_create(
            key=planned.fields["key"], defaults=dict(planned.fields)
        )
        for place, text in _known(planned.values, places):
            LocalValue.objects.get_or_create(municipality=place, variable=variable, defaults={"text": text})


def _known(
    values: Mapping[str, str], places: Mapping[str, Municipality]
) -> Iterator[tuple[Municipality, str]]:
    yield from ((places[code], text) for code, text in values.items() if code in places)
