"""What presentations and Word documents have in common: refusals, and pictures in their archives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from content_import.archives.archive import PackageArchive
from content_import.confined.picture import MAX_PIXELS
from content_import.exceptions import MemberRefused
from content_import.material.kinds import Asset, CreatedAsset, ImportContext
from content_import.material.storing import store_picture
from content_import.material.upload import Upload
from content_import.material_kinds.sections import SCHEMES
from content_import.readers.pictures import read_picture, too_large
from courses.api import UnreadableMaterial

MACROS = "vbaproject.bin"
#: members of an OpenDocument archive, by which LibreOffice would read it as one, relations and all unseen
OPEN_DOCUMENT = frozenset({"mimetype", "meta-inf/manifest.xml"})
MAX_RELATIONS_BYTES = 4 * 1024**2
#: the most that one picture in a document may weigh
MAX_PICTURE_BYTES = 50 * 1024**2


def office_problems(upload: Upload) -> list[str]:
    """Return why an Office file is refused: macros, and an archive that is damaged or harmful."""
    problems = upload.archive_problems()
    if any(PurePosixPath(member).name.lower() == MACROS for member in upload.members):
        sentence = _(
            "“%(name)s” has macros, which are programs. Save it without macros (.pptx or .docx) and try "
            "again."
        )
        problems.append(sentence % {"name": upload.name})
    return problems


def picture_problem(where: str, width: int, height: int) -> str | None:
    """Return why a picture of that size is refused, None if it is not."""
    return too_large(where, width, height) if width * height > MAX_PIXELS else None


def store_members(
    upload: Upload, assets: Sequence[Asset], members: Mapping[str, str], context: ImportContext
) -> Iterator[CreatedAsset]:
    """Store the pictures of the assets, which `members` has by their keys. Damaged ones are left out."""
    for asset in assets:
        name = members.get(asset.key, "")
        data = _member(upload, name) if name else b""
        file = ContentFile(data, name=PurePosixPath(name).name or "picture")
        try:
            picture = read_picture(file, str(file.name), asset.data.get("crop"))
        except UnreadableMaterial:
            continue
        yield CreatedAsset(asset.key, store_picture(picture, title=asset.title, context=context))


def _member(upload: Upload, name: str) -> bytes:
    with upload.archive() as archive:
        if name not in archive.members or archive.members[name].file_size > MAX_PICTURE_BYTES:
            return b""
        with archive.open(name) as reader:
            return reader.read() or b""


def is_open_document(upload: Upload) -> bool:
    """Return whether an Office file could be read as an OpenDocument file too."""
    return any(str(PurePosixPath(name)).lower() in OPEN_DOCUMENT for name in upload.members)


def has_links(upload: Upload) -> bool:
    """Return whether an Office file loads others by their addresses, or does not say so in a readable way."""
    with upload.archive() as archive:
        relations = [name for name in archive.members if name.lower().endswith(".rels")]
        return any(_links(archive, name) for name in relations)


def _links(archive: PackageArchive, name: str) -> bool:
    if archive.members[name].file_size > MAX_RELATIONS_BYTES:
        return True
    try:
        with archive.open(name) as reader:
            root = fromstring(reader.read())
    except (ParseError, DefusedXmlException, MemberRefused, ValueError, LookupError):
        return True
    return any(
        element.get("TargetMode", "").lower() == "external" and not _is_link_to_open(element)
        for element in root.iter()
    )


def _is_link_to_open(relation: Element) -> bool:
    """Return whether a relation is a link that readers may open, on the web, by mail or by telephone."""
    scheme, colon, _rest = relation.get("Target", "").partition(":")
    is_hyperlink = relation.get("Type", "").endswith("/hyperlink")
    return is_hyperlink and bool(colon) and scheme.strip().lower() in SCHEMES
