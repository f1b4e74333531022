"""A package's structure as parsed from imsmanifest.xml: what content_import writes and the player reads.

Plain frozen data, kept as JSON in `Package.manifest`. Terms follow SCORM CAM 1.3 (organization, item,
resource); 1.2 and 2004 share the shape, and what only one of them has is empty in the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

from scorm.enums import ItemKind, PackageStandard
from scorm.sequencing.model.parsing import Item, build_tree, edition_of
from scorm.sequencing.model.tree import ActivityTree


@dataclass(frozen=True)
class ManifestItem:
    """One item of the organization."""

    identifier: str
    title: str
    kind: ItemKind
    #: path of the launch file inside the package with its query string and fragment; "" for a folder
    href: str = ""
    visible: bool = True
    #: adlcp:prerequisites (1.2), an AICC script expression
    prerequisites: str = ""
    #: adlcp:masteryscore (1.2), 0-100
    mastery_score: float | None = None
    #: adlcp:maxtimeallowed (1.2) or the sequencing attempt limit (2004), as written
    max_time_allowed: str = ""
    time_limit_action: str = ""
    #: adlcp:datafromlms / adlcp:dataFromLMS, what cmi.launch_data returns
    launch_data: str = ""
    #: imsss minNormalizedMeasure of the primary objective when satisfiedByMeasure (2004), -1..1
    scaled_passing_score: float | None = None
    #: adlcp:completionThreshold minProgressMeasure (2004), 0..1
    completion_threshold: float | None = None
    #: the rest of imsss:sequencing, as nested plain data
    sequencing: dict[str, Any] = field(default_factory=dict)
    children: tuple[ManifestItem, ...] = ()

    def subtree(self) -> Iterator[ManifestItem]:
        """Yield this item and all below it, in document order."""
        yield self
        for child in self.children:
            yield from child.subtree()

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> ManifestItem:
        """Return the item with all below it, from an item of `Manifest.to_json`.

        Values are not validated, except `kind`. Raises KeyError, TypeError or ValueError for other data.
        """
        values = {
            **data,
            "kind": ItemKind(data["kind"]),
            "children": tuple(cls.from_json(child) for child in data.get("children", ())),
        }
        return cls(**values)


def _activity(item: ManifestItem) -> Item:
    children = [_activity(child) for child in item.children]
    return Item(item.identifier, item.sequencing, item.visible, children)


def _has_rules(sequencing: dict[str, Any]) -> bool:
    """Return whether rules beyond the part's own pass mark apply to it."""
    rules = sequencing.get("sequencingRules", {})
    maps = any(objective["mapInfo"] for objective in sequencing.get("objectives", ()))
    limits = sequencing.get("limitConditions")
    return bool(any(rules.values()) or maps or limits or sequencing.get("sharedData"))


@dataclass(frozen=True)
class Manifest:
    """The default organization of a package."""

    standard: PackageStandard
    #: as in the manifest: "1.2", "CAM 1.3", "2004 3rd Edition" ... or ""
    schema_version: str
    identifier: str
    title: str
    items: tuple[ManifestItem, ...]
    sequencing: dict[str, Any] = field(default_factory=dict)
    #: imsss:sequencingCollection, by ID
    sequencing_collection: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def launchable(self) -> tuple[ManifestItem, ...]:
        """SCOs and assets in document order."""
        return tuple(i for item in self.items for i in item.subtree() if i.kind != ItemKind.FOLDER)

    @property
    def scos(self) -> tuple[ManifestItem, ...]:
        return tuple(item for item in self.launchable if item.kind == ItemKind.SCO)

    @property
    def is_sequenced(self) -> bool:
        """Whether sequencing applies: 2004, and more than one part or rules for the only one."""
        if self.standard != PackageStandard.SCORM_2004:
            return False
        items = [item for top in self.items for item in top.subtree()]
        return len(self.launchable) > 1 or any(_has_rules(item.sequencing) for item in items)

    @cached_property
    def activity_tree(self) -> ActivityTree:
        """The activity tree of sequencing; built once for each manifest object."""
        edition = edition_of(self.schema_version)
        return build_tree([_activity(item) for item in self.items], self.sequencing, edition=edition)

    def item(self, identifier: str) -> ManifestItem | None:
        """Return the item with that identifier, or None."""
        matches = (i for item in self.items for i in item.subtree() if i.identifier == identifier)
        return next(matches, None)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Manifest:
        """Return the manifest from what `to_json` returned, with errors as in `ManifestItem.from_json`."""
        values = {
            **data,
            "standard": PackageStandard(data["standard"]),
            "items": tuple(ManifestItem.from_json(item) for item in data["items"]),
        }
        return cls(**values)
