"""Kinds of material: one registered class for each type of file that becomes steps.

A kind recognises a file by its content, plans its steps without storing anything, and later creates the
objects that the steps refer to. Steps of questions alone need no objects: their kind only plans.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model
from wagtail.models import Collection

from people.api import Municipality, Person

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

    from content_import.material.upload import Upload

#: the key of a placeholder in a step's values: `{ASSET: key}` becomes the primary key of the asset's object
ASSET = "$asset"


class PlanImpossible(Exception):
    """Raised with a sentence when another plan (`FilePlan.otherwise`) has to be carried out."""


@dataclass(frozen=True)
class Asset:
    """An object that is to be created: `data` are what its kind needs for it, as JSON."""

    key: str
    title: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class PlannedStep:
    """A step: its kind and its values as a stream stores them, with placeholders for assets."""

    kind: str
    values: Mapping[str, Any]

    @property
    def title(self) -> str:
        return str(self.values["title"])


@dataclass(frozen=True)
class Choice:
    """What the trainer chooses about a file before it is taken in: one of `options`, by value and label."""

    name: str
    label: str
    options: Sequence[Sequence[str]]
    #: the value that the plan has; "" until one is chosen
    value: str = ""

    def allows(self, value: str) -> bool:
        return any(value == option[0] for option in self.options)


@dataclass(frozen=True)
class FilePlan:
    """The steps of a file and all its problems, as sentences. With a problem nothing is created.

    `notices` are sentences about what is left out or differs. `title` is that of the whole material, "" if
    the file has none.
    """

    steps: Sequence[PlannedStep] = ()
    assets: Sequence[Asset] = ()
    problems: Sequence[str] = ()
    notices: Sequence[str] = ()
    title: str = ""
    choice: Choice | None = None
    #: the plan to carry out instead when `create` raises PlanImpossible
    otherwise: FilePlan | None = None

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            [PlannedStep(**step) for step in data["steps"]],
            [Asset(**asset) for asset in data["assets"]],
            data["problems"],
            data["notices"],
            data["title"],
            Choice(**data["choice"]) if data.get("choice") else None,
            cls.from_json(data["otherwise"]) if data.get("otherwise") else None,
        )


@dataclass(frozen=True)
class ImportContext:
    """Who imports, for whom (None: all municipalities) and the folder for pictures, films and documents."""

    by: Person
    owner: Municipality | None
    collection: Collection


@dataclass(frozen=True)
class CreatedAsset:
    """The object of an asset; `is_new` is False for one that existed before."""

    key: str
    instance: Model
    is_new: bool = True


class MaterialKind(ABC):
    """A type of file that becomes steps."""

    #: the name in the database; never changed
    name: ClassVar[str]
    label: ClassVar[str | StrPromise]
    #: kinds are compared with a file in this order; a text of any kind is Markdown, which comes last
    order: ClassVar[int] = 50

    @abstractmethod
    def recognises(self, upload: Upload) -> bool:
        """Return whether the file is of this kind, by its content."""

    @abstractmethod
    def plan(self, upload: Upload, uploads: Sequence[Upload]) -> FilePlan:
        """Return the plan for the file, one of `uploads`. Stores nothing."""

    def create(self, upload: Upload, plan: FilePlan, context: ImportContext) -> Iterator[CreatedAsset]:
        """Create the objects of the plan's assets, and yield each as soon as it is stored.

        Must not be called within a transaction. Raises UnreadableMaterial, and PlanImpossible before anything
        is created.
        """
        yield from ()


_T = TypeVar("_T", bound=type[MaterialKind])
_kinds: dict[str, MaterialKind] = {}


def register_material(cls: _T) -> _T:
    """Register a kind of material; a decorator. Raises ImproperlyConfigured for a second one of that name.

    Modules in `content_import/material_kinds` are imported when the site starts; others are imported from
    `AppConfig.ready`.
    """
    if cls.name in _kinds:
        raise ImproperlyConfigured(f"Two kinds of material have the name “{cls.name}”.")
    _kinds[cls.name] = cls()
    return cls


def material_kind(name: str) -> MaterialKind:
    """Return the kind with that name."""
    return _kinds[name]


def recognise(upload: Upload) -> MaterialKind | None:
    """Return the first kind that recognises the file, None for an unknown type."""
    ordered = sorted(_kinds.values(), key=lambda kind: kind.order)
    return next((kind for kind in ordered if kind.recognises(upload)), None)


def resolve_assets(values: Any, keys: Mapping[str, int]) -> Any:
    """Return the values with placeholders replaced by primary keys; None for an asset without an object."""
    if isinstance(values, Mapping):
        if ASSET in values:
            return keys.get(values[ASSET])
        return {name: resolve_assets(value, keys) for name, value in values.items()}
    if isinstance(values, list | tuple):
        return [resolve_assets(value, keys) for value in values]
    return values
