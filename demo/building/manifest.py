"""The `imsmanifest.xml` of a package, for SCORM 1.2 and SCORM 2004 3rd and 4th edition."""

import xml.etree.ElementTree as ET
from collections.abc import Iterable
from dataclasses import dataclass

from demo.catalogues.modules import DemoModule
from demo.catalogues.source import Chapter, Course, Standard

XSI = "http://www.w3.org/2001/XMLSchema-instance"
IMSSS = "http://www.imsglobal.org/xsd/imsss"


@dataclass(frozen=True, slots=True)
class _Names:
    """The namespaces of a standard, and its name of the attribute for SCO or asset."""

    content: str
    tracking: str
    sco_attribute: str
    schemas: tuple[str, ...]


_NAMES_12 = _Names(
    content="http://www.imsproject.org/xsd/imscp_rootv1p1p2",
    tracking="http://www.adlnet.org/xsd/adlcp_rootv1p2",
    sco_attribute="scormtype",
    schemas=("imscp_rootv1p1p2.xsd", "adlcp_rootv1p2.xsd"),
)
_NAMES_2004 = _Names(
    content="http://www.imsglobal.org/xsd/imscp_v1p1",
    tracking="http://www.adlnet.org/xsd/adlcp_v1p3",
    sco_attribute="scormType",
    schemas=("imscp_v1p1.xsd", "adlcp_v1p3.xsd"),
)


def chapter_file(course: Course, chapter: Chapter) -> str:
    """Return the file name of a chapter's page."""
    return "index.html" if len(course.chapters) == 1 else f"{chapter.id}.html"


def manifest(module: DemoModule, course: Course, *, language: str, shared_files: Iterable[str]) -> str:
    """Return the manifest's XML. `shared_files` are files that every chapter's page uses."""
    names = _NAMES_2004 if module.standard.is_2004 else _NAMES_12
    _register_prefixes(names)
    root = ET.Element(
        f"{{{names.content}}}manifest", identifier=f"narlara.{module.slug}.{language}", version="1"
    )
    locations = zip((names.content, names.tracking), names.schemas, strict=True)
    root.set(f"{{{XSI}}}schemaLocation", " ".join(uri for pair in locations for uri in pair))
    _metadata(root, names, module.standard)
    _organization(root, names, module, course, language)
    _resources(root, names, course, sorted(shared_files))
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _register_prefixes(names: _Names) -> None:
    ET.register_namespace("", names.content)
    ET.register_namespace("adlcp", names.tracking)
    ET.register_namespace("imsss", IMSSS)
    ET.register_namespace("xsi", XSI)


def _child(
    parent: ET.Element, namespace: str, name: str, text: str | None = None, **attributes: str
) -> ET.Element:
    element = ET.SubElement(parent, f"{{{namespace}}}{name}", attributes)
    element.text = text
    return element


def _metadata(root: ET.Element, names: _Names, standard: Standard) -> None:
    metadata = _child(root, names.content, "metadata")
    _child(metadata, names.content, "schema", "ADL SCORM")
    _child(metadata, names.content, "schemaversion", standard)


def _organization(root: ET.Element, names: _Names, module: DemoModule, course: Course, language: str) -> None:
    organizations = _child(root, names.content, "organizations", default="organization")
    organization = _child(organizations, names.content, "organization", identifier="organization")
    _child(organization, names.content, "title", module.title.in_language(language))
    for chapter in course.chapters:
        item = _child(
            organization,
            names.content,
            "item",
            identifier=f"item-{chapter.id}",
            identifierref=f"resource-{chapter.id}",
            isvisible="true",
        )
        _child(item, names.content, "title", chapter.title)
        if module.standard.is_2004:
            _item_sequencing(item, module.pass_mark)
        elif module.pass_mark is not None:
            _child(item, names.tracking, "masteryscore", str(module.pass_mark))
    if module.standard.is_2004:
        sequencing = _child(organization, IMSSS, "sequencing")
        _child(sequencing, IMSSS, "controlMode", choice="true", flow="true")


def _item_sequencing(item: ET.Element, pass_mark: int | None) -> None:
    """Add sequencing: the content sets completion and success; a pass mark becomes the minimum measure."""
    sequencing = _child(item, IMSSS, "sequencing")
    if pass_mark is not None:
        objectives = _child(sequencing, IMSSS, "objectives")
        primary = _child(
            objectives, IMSSS, "primaryObjective", objectiveID="primary-objective", satisfiedByMeasure="true"
        )
        _child(primary, IMSSS, "minNormalizedMeasure", str(pass_mark / 100))
    _child(sequencing, IMSSS, "deliveryControls", completionSetByContent="true", objectiveSetByContent="true")


def _resources(root: ET.Element, names: _Names, course: Course, shared_files: list[str]) -> None:
    resources = _child(root, names.content, "resources")
    for chapter in course.chapters:
        page = chapter_file(course, chapter)
        resource = _child(
            resources,
            names.content,
            "resource",
            identifier=f"resource-{chapter.id}",
            type="webcontent",
            href=page,
        )
        resource.set(f"{{{names.tracking}}}{names.sco_attribute}", "sco")
        _child(resource, names.content, "file", href=page)
        _child(resource, names.content, "dependency", identifierref="shared")
    shared = _child(resources, names.content, "resource", identifier="shared", type="webcontent")
    shared.set(f"{{{names.tracking}}}{names.sco_attribute}", "asset")
    for name in shared_files:
        _child(shared, names.content, "file", href=name)
