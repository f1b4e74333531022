"""Steps as pages and module versions store them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from courses.steps.types import StepBlock, step_type

_BLOCK_KEY = re.compile(r' data-block-key="[^"]*"')


@dataclass(frozen=True)
class StoredStep:
    """A step of a page's stream or of a module version, read without loading its objects."""

    #: the id of the block in the stream
    id: str
    kind: str
    title: str
    #: the primary key of its package
    package: int | None
    #: its stored values (`StepBlock`); empty if only the outline of a version was read
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def type(self) -> StepBlock:
        return step_type(self.kind)

    @property
    def is_played(self) -> bool:
        """Whether a run-time plays the step of a module version; else Next completes it."""
        return self.type.is_played(self.package)

    @property
    def structure(self) -> tuple[object, ...]:
        """What two steps must have in common for an attempt to continue with the other one."""
        return (self.id, self.kind, self.package, self.type.digest(self.values) if self.values else "")


def read_outline(rows: Iterable[Mapping[str, Any]]) -> tuple[StoredStep, ...]:
    """Return the steps of `ModuleVersion.steps`."""
    return tuple(StoredStep(row["id"], row["kind"], row["title"], row["package"]) for row in rows)


def read_stream(raw: Iterable[Mapping[str, Any]]) -> tuple[StoredStep, ...]:
    """Return the steps of a stream's raw data; a step that was never saved has the id ""."""
    return tuple(_of_stream(block.get("id") or "", block["type"], block["value"]) for block in raw)


def _of_stream(step_id: str, kind: str, values: Mapping[str, Any]) -> StoredStep:
    return StoredStep(step_id, kind, values["title"], values.get("package"), values)


def without_block_keys(stored: Any) -> Any:
    """Return stored values without the keys that Wagtail's editor gives each paragraph when it is saved."""
    if isinstance(stored, str):
        return _BLOCK_KEY.sub("", stored)
    if isinstance(stored, Mapping):
        return {name: without_block_keys(value) for name, value in stored.items()}
    return [without_block_keys(value) for value in stored] if isinstance(stored, list) else stored
