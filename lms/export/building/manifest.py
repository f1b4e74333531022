"""The manifest of an export (imsmanifest.xml): SCORM 1.2 CAM, or SCORM 2004 4th edition CAM."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from django.template.loader import render_to_string

from courses.api import ModulePage
from lms.export.building.plan import ExportPlan, Part
from lms.export.enums import Licence
from scorm.api import ItemKind, ManifestItem, PackageStandard

#: characters that XML 1.0 does not allow
_INVALID = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True)
class Entry:
    """An item of the organization with its resource."""

    identifier: str
    title: str
    #: of the file that it opens, as a URL relative to the manifest
    href: str
    is_sco: bool = True
    #: what an imported package's own manifest says of the item
    source: ManifestItem | None = None


def page_name(part: Part) -> str:
    """Return the name of the page of a part that our own player shows."""
    return f"part-{part.number}.html"


def h5p_page_name(part: Part) -> str:
    """Return the name of the page of a part that is H5P content."""
    return f"h5p-{part.number}.html"


def package_folder(part: Part) -> str:
    return f"package-{part.number}"


def manifest(plan: ExportPlan, licence: Licence, paths: Collection[str]) -> str:
    """Return the manifest of a package with the files `paths`."""
    is_2004 = plan.standard == PackageStandard.SCORM_2004
    page = ModulePage.objects.filter(
        module=plan.version.module, locale__language_code=plan.version.language
    ).first()
    xml = render_to_string(
        f"export/{'scorm_2004' if is_2004 else 'scorm_12'}.xml",
        {
            "identifier": identifier(plan),
            "version": plan.version,
            "description": page.introduction if page else "",
            "audience": page.audience if page else "",
            "licence": licence.label,
            "is_restricted": licence != Licence.CC0,
            "entries": list(_entries(plan)),
            "files": sorted(quote(path) for path in paths),
        },
    )
    return _INVALID.sub("", xml)


def identifier(plan: ExportPlan) -> str:
    """Return what tells the package apart; a municipality's variant has another one than the core."""
    version = plan.version
    core = f"narlara-{version.module.slug}-{version.number}-{version.language}"
    return f"{core}-{plan.municipality.code}" if plan.municipality else core


def _entries(plan: ExportPlan) -> Iterator[Entry]:
    for part in plan.parts:
        if part.package is None:
            yield Entry(f"part-{part.number}", _title(plan, part), page_name(part))
            continue
        if part.is_h5p:
            yield Entry(f"part-{part.number}", part.steps[0].title, h5p_page_name(part))
            continue
        items = part.package.structure.launchable
        for number, item in enumerate(items, start=1):
            path, mark, query = item.href.partition("?")
            href = f"{package_folder(part)}/{quote(path)}{mark}{query}"
            title = item.title if len(items) > 1 else part.steps[0].title
            yield Entry(f"part-{part.number}-{number}", title, href, item.kind == ItemKind.SCO, item)


def _title(plan: ExportPlan, part: Part) -> str:
    """Return the title of a part: the module's where it is the only one, else that of its first step."""
    return plan.version.title if len(plan.parts) == 1 else part.steps[0].title
