"""Small SCORM packages: archives built from options, and imported ones.

    write_archive(tmp_path / "kurs.zip")                            # SCORM 1.2, one SCO
    write_archive(path, items=[Sco("a"), Folder("b", children=[Sco("c")])], standard=SCORM_2004)
    make_package(title="Handhygien")                                # a ready Package with its files

Every SCO is a real page: it finds the API, shows its bookmark and has a button for each thing that
content does (see `SCO_PAGE`).
"""

from __future__ import annotations

import uuid
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from content_import.health.models import HealthOverride
from content_import.packages.actions import ImportPackage
from courses.models import Package
from people.models import Municipality, Person
from scorm.enums import PackageStandard
from tests.database_rows import raise_sequences
from tests.factories.package_pages import ASSET_PAGE, SCO_PAGE

SCORM_12 = PackageStandard.SCORM_12
SCORM_2004 = PackageStandard.SCORM_2004

NAMESPACES = {
    SCORM_12: (
        'xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" '
        'xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"'
    ),
    SCORM_2004: (
        'xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3" '
        'xmlns:adlseq="http://www.adlnet.org/xsd/adlseq_v1p3" '
        'xmlns:adlnav="http://www.adlnet.org/xsd/adlnav_v1p3" xmlns:imsss="http://www.imsglobal.org/xsd/imsss"'
    ),
}
TYPE_ATTRIBUTE = {SCORM_12: "adlcp:scormtype", SCORM_2004: "adlcp:scormType"}
SCHEMA_VERSIONS = {SCORM_12: "1.2", SCORM_2004: "2004 3rd Edition"}


@dataclass(frozen=True)
class Sco:
    """A leaf item with a resource and a page of its own. `extra` is XML put inside the item."""

    identifier: str = "del-1"
    title: str = ""
    #: the resource's href as the manifest writes it; the page lies at `file`, by default the same
    href: str = ""
    file: str = ""
    kind: str = "sco"
    parameters: str = ""
    visible: bool = True
    #: the resource's xml:base
    base: str = ""
    mastery_score: float | None = None
    prerequisites: str = ""
    max_time_allowed: str = ""
    time_limit_action: str = ""
    launch_data: str = ""
    extra: str = ""

    @property
    def launch(self) -> str:
        return self.href or f"{self.identifier}.html"

    @property
    def path(self) -> str:
        return self.file or self.base + self.launch.partition("?")[0].partition("#")[0]


@dataclass(frozen=True)
class Folder:
    """An item that only holds others."""

    identifier: str
    title: str = ""
    children: Sequence[Sco | Folder] = ()
    visible: bool = True
    extra: str = ""


@dataclass
class ManifestText:
    """The text of an imsmanifest.xml; `str()` gives it."""

    items: Sequence[Sco | Folder] = (Sco(),)
    standard: PackageStandard = SCORM_12
    title: str = "Ett paket"
    schema_version: str | None = None
    organization_extra: str = ""
    organization_attributes: str = ""
    manifest_extra: str = ""
    scos: list[Sco] = field(default_factory=list)

    def __str__(self) -> str:
        self.scos = []
        items = "".join(self.item(item) for item in self.items)
        resources = "".join(self.resource(sco) for sco in self.scos)
        version = SCHEMA_VERSIONS[self.standard] if self.schema_version is None else self.schema_version
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<manifest identifier="paket" {NAMESPACES[self.standard]}>'
            f"<metadata><schema>ADL SCORM</schema><schemaversion>{version}</schemaversion></metadata>"
            f'<organizations default="org"><organization identifier="org" {self.organization_attributes}>'
            f"<title>{escape(self.title)}</title>"
            f"{items}{self.organization_extra}</organization></organizations>"
            f"<resources>{resources}</resources>{self.manifest_extra}</manifest>"
        )

    def item(self, item: Sco | Folder) -> str:
        title = f"<title>{escape(item.title or item.identifier)}</title>"
        visible = "" if item.visible else ' isvisible="false"'
        if isinstance(item, Folder):
            children = "".join(self.item(child) for child in item.children)
            return f'<item identifier="{item.identifier}"{visible}>{title}{children}{item.extra}</item>'
        self.scos.append(item)
        parameters = f" parameters={quoteattr(item.parameters)}" if item.parameters else ""
        reference = f'identifierref="res-{item.identifier}"{visible}{parameters}'
        details = f"{title}{self.details(item)}{item.extra}"
        return f'<item identifier="{item.identifier}" {reference}>{details}</item>'

    def details(self, sco: Sco) -> str:
        is_12 = self.standard == SCORM_12
        values = {
            "prerequisites": sco.prerequisites if is_12 else "",
            "maxtimeallowed": sco.max_time_allowed if is_12 else "",
            "timelimitaction" if is_12 else "timeLimitAction": sco.time_limit_action,
            "datafromlms" if is_12 else "dataFromLMS": sco.launch_data,
            "masteryscore": "" if sco.mastery_score is None or not is_12 else f"{sco.mastery_score:g}",
        }
        kind = ' type="aicc_script"'
        return "".join(
            f"<adlcp:{name}{kind if name == 'prerequisites' else ''}>{escape(value)}</adlcp:{name}>"
            for name, value in values.items()
            if value
        )

    def resource(self, sco: Sco) -> str:
        base = f" xml:base={quoteattr(sco.base)}" if sco.base else ""
        return (
            f'<resource identifier="res-{sco.identifier}" type="webcontent" {TYPE_ATTRIBUTE[self.standard]}='
            f'"{sco.kind}" href={quoteattr(sco.launch)}{base}><file href={quoteattr(sco.launch)}/></resource>'
        )


def package_members(
    items: Sequence[Sco | Folder] = (Sco(),),
    *,
    standard: PackageStandard = SCORM_12,
    files: Mapping[str, bytes] | None = None,
    manifest: str | bytes | None = None,
    **options: str | None,
) -> dict[str, bytes]:
    """Return the files of a package by path; `options` go to `ManifestText`, `files` are added last."""
    text = ManifestText(items, standard, **options)  # type: ignore[arg-type]
    made = str(text) if manifest is None else manifest
    members = {"imsmanifest.xml": made.encode() if isinstance(made, str) else made}
    str(text)  # collects the SCOs, also when a manifest was given
    for sco in text.scos:
        page = SCO_PAGE if sco.kind == "sco" else ASSET_PAGE
        members[sco.path] = page.replace("{title}", escape(sco.title or sco.identifier)).encode()
    return {**members, **(files or {})}


def write_zip(target: Path | IO[bytes], members: Mapping[str, bytes]) -> None:
    """Write the members in order, deflated; the same members always give the same bytes."""
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items():
            member = zipfile.ZipInfo(name)  # dated 1980, not now
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, content)


def write_archive(path: Path, *args: object, **options: object) -> Path:
    """Write a package (see `package_members`) to `path` and return it."""
    write_zip(path, package_members(*args, **options))  # type: ignore[arg-type]
    return path


def archive(*args: object, **options: object) -> BytesIO:
    """Return a package (see `package_members`) as a stream at its start."""
    stream = BytesIO()
    write_zip(stream, package_members(*args, **options))  # type: ignore[arg-type]
    stream.seek(0)
    return stream


def make_package(
    items: Sequence[Sco | Folder] = (Sco(),),
    *,
    title: str = "Ett paket",
    owner: Municipality | None = None,
    by: Person | None = None,
    lineage: uuid.UUID | None = None,
    is_approved: bool = True,
    **options: object,
) -> Package:
    """Import a package built from the options (see `package_members`) and return it, ready.

    Unless `is_approved` is false it may be published, though nothing has played it.
    """
    stream = archive(items, title=title, **options)
    if not Package.objects.exists():
        # PostgreSQL's sequence goes on after a test: the same number is what stored rows of modules need.
        raise_sequences([Package._meta.db_table])
    package = ImportPackage(archive=stream, title=title, owner=owner, by=by, lineage=lineage).run()
    return approve(package) if is_approved else package


def approve(package: Package) -> Package:
    """Let the package be published without a check, which takes a browser."""
    if not HealthOverride.objects.filter(package=package).exists():
        HealthOverride.objects.create(package=package, reason="Prövat för hand, å ä ö")
    return package
