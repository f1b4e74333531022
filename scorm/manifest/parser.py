"""The parser from imsmanifest.xml to `scorm.manifest.structure.Manifest`, which collects all faults."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from scorm.enums import ItemKind, PackageStandard
from scorm.manifest.launches import LaunchError, PackageFiles
from scorm.manifest.limits import IDENTIFIER_MAX_LENGTH, ITEMS_MAX_DEPTH, LAUNCH_MAX_LENGTH, MAX_ELEMENTS
from scorm.manifest.problems import ManifestFault, ManifestProblem, ManifestRefused
from scorm.manifest.sequencing import join_objectives, parse_sequencing
from scorm.manifest.standards import standard_of
from scorm.manifest.structure import Manifest, ManifestItem
from scorm.manifest.xml import (
    XML_BASE,
    attribute,
    child,
    children,
    flag,
    parse_manifest_xml,
    text_of,
)


@dataclass(frozen=True)
class Resource:
    """A resource with the xml:base values that apply to it."""

    href: str
    kind: ItemKind
    bases: tuple[str, ...]


def parse_manifest(text: bytes, files: Collection[str]) -> Manifest:
    """Return the manifest's default organization, with launches resolved among `files`.

    Raises ManifestRefused with all the problems that were found.
    """
    root = parse_manifest_xml(text)
    return ManifestParser(root, PackageFiles(files)).parse()


class ManifestParser:
    """One pass over a manifest (CAM 1.3, 3.4; SCORM 1.2 CAM, 2.3)."""

    def __init__(self, root: Element, files: PackageFiles) -> None:
        self.root = root
        self.files = files
        self.problems: list[ManifestProblem] = []
        self.identifiers: set[str] = set()
        self.standard = PackageStandard.SCORM_12
        self.resources: dict[str, Resource] = {}
        self.collection: dict[str, Any] = {}
        #: how many elements each of the collection has, and how many items have inherited so far
        self.collection_sizes: dict[str, int] = {}
        self.inherited_elements = 0
        self.inner_manifests = {attribute(inner, "identifier") for inner in children(root, "manifest")}

    def parse(self) -> Manifest:
        self.standard, schema_version = standard_of(self.root)
        organization = self.default_organization()
        self.resources = self.read_resources()
        self.collection = self.read_collection()
        identifier = attribute(organization, "identifier")
        items = self.read_items(organization, depth=1)
        manifest = Manifest(
            standard=self.standard,
            schema_version=schema_version,
            identifier=attribute(self.root, "identifier"),
            title=text_of(organization, "title"),
            items=items,
            sequencing=self.read_sequencing(organization, identifier)
            | self.completion_of(organization, identifier),
            sequencing_collection=self.collection,
        )
        if not items:
            self.report(ManifestFault.EMPTY_ORGANIZATION, manifest.title or identifier)
        elif not manifest.launchable and not self.problems:
            self.report(ManifestFault.NOTHING_TO_LAUNCH)
        if self.problems:
            raise ManifestRefused(self.problems)
        return manifest

    def report(self, code: ManifestFault, where: str = "", **values: object) -> None:
        self.problems.append(ManifestProblem(code, where, values))

    def default_organization(self) -> Element:
        """Return the organization that `default` names, or the first where that does not exist."""
        organizations = child(self.root, "organizations")
        candidates = list(children(organizations, "organization"))
        if organizations is None or not candidates:
            raise ManifestRefused.of(ManifestFault.NO_ORGANIZATION)
        default = attribute(organizations, "default")
        return next((o for o in candidates if attribute(o, "identifier") == default), candidates[0])

    def read_resources(self) -> dict[str, Resource]:
        group = child(self.root, "resources")
        outer = base_of(self.root) + base_of(group)
        resources: dict[str, Resource] = {}
        for element in children(group, "resource"):
            identifier = attribute(element, "identifier")
            if identifier in resources:
                self.report(ManifestFault.IDENTIFIER_TWICE, identifier)
            is_sco = attribute(element, "scormType").casefold() == "sco"
            kind = ItemKind.SCO if is_sco else ItemKind.ASSET
            resources[identifier] = Resource(attribute(element, "href"), kind, outer + base_of(element))
        return resources

    def read_collection(self) -> dict[str, Any]:
        """Return imsss:sequencingCollection by ID (CAM 1.3, 5.1.1)."""
        collection = {}
        for element in children(child(self.root, "sequencingCollection"), "sequencing"):
            identifier = attribute(element, "ID")
            collection[identifier] = parse_sequencing(element)
            self.collection_sizes[identifier] = sum(1 for _ in element.iter())
        return collection

    def read_sequencing(self, element: Element, where: str) -> dict[str, Any]:
        """Return the sequencing of an item or organization: its own elements before those of its IDRef."""
        if self.standard == PackageStandard.SCORM_12:
            return {}
        sequencing_element = child(element, "sequencing")
        data = parse_sequencing(sequencing_element)
        reference = "" if sequencing_element is None else attribute(sequencing_element, "IDRef")
        if reference and reference not in self.collection:
            self.report(ManifestFault.SEQUENCING_MISSING, where, other=reference)
        data = join_objectives({**self.referenced_sequencing(reference), **data})
        for name in ("objectivesGlobalToSystem", "sharedDataGlobalToSystem"):
            if attribute(element, name):
                data[name] = flag(element, name, True)
        navigation = child(child(element, "presentation"), "navigationInterface")
        if hidden := [text_of(part) for part in children(navigation, "hideLMSUI")]:
            data["hideLMSUI"] = hidden
        if maps := list(children(child(element, "data"), "map")):
            data["sharedData"] = [
                {
                    "targetID": attribute(part, "targetID"),
                    "readSharedData": flag(part, "readSharedData", True),
                    "writeSharedData": flag(part, "writeSharedData", True),
                }
                for part in maps
            ]
        return data

    def referenced_sequencing(self, reference: str) -> dict[str, Any]:
        """Return the sequencing of an IDRef, within a limit: it is stored with each item that has it."""
        before = self.inherited_elements
        self.inherited_elements += self.collection_sizes.get(reference, 0)
        if self.inherited_elements <= MAX_ELEMENTS:
            return self.collection.get(reference, {})
        if before <= MAX_ELEMENTS:
            self.report(ManifestFault.TOO_MANY_PARTS, limit=MAX_ELEMENTS)
        return {}

    def read_items(self, parent: Element, depth: int) -> tuple[ManifestItem, ...]:
        if depth > ITEMS_MAX_DEPTH:
            self.report(ManifestFault.TOO_DEEP)
            return ()
        return tuple(self.read_item(element, depth) for element in children(parent, "item"))

    def read_item(self, element: Element, depth: int) -> ManifestItem:
        title = text_of(element, "title")
        identifier = self.read_identifier(element, title)
        where = title or identifier
        kind, href = self.read_launch(element, where)
        sequencing = self.read_sequencing(element, where) | self.completion_of(element, where)
        threshold = sequencing.get("completionThreshold", {})
        by_measure = threshold.get("completedByMeasure", False)
        return ManifestItem(
            identifier=identifier,
            title=title or identifier,
            kind=kind,
            href=href,
            visible=flag(element, "isvisible", True),
            prerequisites=text_of(element, "prerequisites"),
            mastery_score=self.read_number(element, "masteryscore", where, 0, 100),
            max_time_allowed=text_of(element, "maxtimeallowed") or duration_limit(sequencing),
            time_limit_action=text_of(element, "timelimitaction"),
            launch_data=text_of(element, "datafromlms"),
            scaled_passing_score=scaled_passing_score(sequencing),
            completion_threshold=threshold["minProgressMeasure"] if by_measure else None,
            sequencing=sequencing,
            children=self.read_items(element, depth + 1),
        )

    def read_identifier(self, element: Element, title: str) -> str:
        identifier = attribute(element, "identifier")
        if not identifier:
            self.report(ManifestFault.NO_IDENTIFIER, title)
        elif identifier in self.identifiers:
            self.report(ManifestFault.IDENTIFIER_TWICE, identifier)
        elif len(identifier) > IDENTIFIER_MAX_LENGTH:
            self.report(ManifestFault.IDENTIFIER_TOO_LONG, identifier, limit=IDENTIFIER_MAX_LENGTH)
        self.identifiers.add(identifier)
        return identifier

    def read_launch(self, element: Element, where: str) -> tuple[ItemKind, str]:
        """Return the kind and URL that the item launches; a folder where it refers to no resource."""
        reference = attribute(element, "identifierref")
        if not reference:
            return ItemKind.FOLDER, ""
        resource = self.resources.get(reference)
        if resource is None:
            is_inner = reference in self.inner_manifests
            code = ManifestFault.RESOURCE_IN_SUB_MANIFEST if is_inner else ManifestFault.RESOURCE_MISSING
            self.report(code, where, other=reference)
            return ItemKind.FOLDER, ""
        if not resource.href:
            self.report(ManifestFault.NO_LAUNCH, where, other=reference)
            return ItemKind.FOLDER, ""
        try:
            href = self.files.launch(resource.bases, resource.href, attribute(element, "parameters"))
        except LaunchError as error:
            self.report(error.code, where, other=resource.href, limit=LAUNCH_MAX_LENGTH)
            return ItemKind.FOLDER, ""
        return resource.kind, href

    def completion_of(self, element: Element, where: str) -> dict[str, Any]:
        """Return the threshold of an item, or in the 4th edition of the organization (CAM 3.4.1.12)."""
        threshold = self.read_threshold(element, where)
        return {"completionThreshold": threshold} if threshold else {}

    def read_threshold(self, element: Element, where: str) -> dict[str, Any]:
        """Return adlcp:completionThreshold: text in the 3rd edition, attributes in the 4th (CAM 3.4.1.6)."""
        threshold = child(element, "completionThreshold")
        if threshold is None:
            return {}
        if text_of(threshold):
            minimum = self.read_number(element, "completionThreshold", where, 0, 1)
            return {"completedByMeasure": True, "minProgressMeasure": minimum, "progressWeight": 1.0}
        return {
            "completedByMeasure": flag(threshold, "completedByMeasure", False),
            "minProgressMeasure": self.number(threshold, "minProgressMeasure", where, 0, 1, default=1.0),
            "progressWeight": self.number(threshold, "progressWeight", where, 0, 1, default=1.0),
        }

    def read_number(self, element: Element, name: str, where: str, low: int, high: int) -> float | None:
        return self.as_number(text_of(element, name), name, where, low, high)

    def number(
        self, element: Element, name: str, where: str, low: int, high: int, *, default: float
    ) -> float | None:
        return self.as_number(attribute(element, name, str(default)), name, where, low, high)

    def as_number(self, written: str, name: str, where: str, low: int, high: int) -> float | None:
        """Return the number, None for "", and report text that is no number within the bounds."""
        try:
            value = float(written) if written else None
        except ValueError:
            value = float("nan")
        if value is None or low <= value <= high:
            return value
        self.report(ManifestFault.BAD_NUMBER, where, other=written, name=name, low=low, high=high)
        return None


def base_of(element: Element | None) -> tuple[str, ...]:
    base = "" if element is None else element.get(XML_BASE, "")
    return (base,) if base else ()


def scaled_passing_score(sequencing: dict[str, Any]) -> float | None:
    """Return cmi.scaled_passing_score (RTE 1.3, 4.2.18): the primary objective's minimum, if it applies."""
    for objective in sequencing.get("objectives", ()):
        if objective["primary"] and objective["satisfiedByMeasure"]:
            return objective["minNormalizedMeasure"]
    return None


def duration_limit(sequencing: dict[str, Any]) -> str:
    """Return cmi.max_time_allowed (RTE 1.3, 4.2.14)."""
    return str(sequencing.get("limitConditions", {}).get("attemptAbsoluteDurationLimit", ""))
