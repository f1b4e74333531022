"""Recognition and reading of files of questions: GIFT, Moodle XML and QTI."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO
from xml.etree.ElementTree import Element

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from content_import.archives.archive import Limits, PackageArchive
from content_import.exceptions import MemberRefused, PackageRefused
from content_import.questions.checking import checked
from content_import.questions.formats.gift.reading import read_gift
from content_import.questions.formats.moodle.reading import read_moodle
from content_import.questions.formats.qti.items import ITEM, place_of, read_item, refuse_root
from content_import.questions.formats.safe_xml import attribute, name_of, parse_xml
from content_import.questions.formats.values import (
    Collected,
    QuestionFile,
    QuestionFileRefused,
    Unconvertible,
)

#: a thousand questions are less than one of these
MAX_BYTES = 10 * 1024**2
_ITEM_MAX_BYTES = 1024**2
_LIMITS = Limits(max_bytes=50 * 1024**2, max_members=5_000, max_ratio=200)
_ZIP = b"PK\x03\x04"
_MANIFEST = "imsmanifest.xml"


def read_questions(data: bytes) -> QuestionFile:
    """Return the questions of a file in any of the formats, checked as the editor would do.

    Raises QuestionFileRefused for a file of which no question can be read.
    """
    if len(data) > MAX_BYTES:
        raise QuestionFileRefused(
            _("The file is larger than %(limit)s. Divide it, or export it without pictures.")
            % {"limit": filesizeformat(MAX_BYTES)}
        )
    return checked(_read(data))


def _read(data: bytes) -> QuestionFile:
    if data.startswith(_ZIP):
        return _read_package(io.BytesIO(data))
    if _is_xml(data):
        return _read_xml(parse_xml(data.lstrip()))
    return read_gift(_decoded(data))


def _is_xml(data: bytes) -> bool:
    start = data[:200].removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"").lstrip(b"\xff\xfe \t\r\n")
    return start.startswith((b"<?xml", b"<quiz", b"<assessment", b"<qti-", b"<questestinterop", b"<!DOCTYPE"))


def _decoded(data: bytes) -> str:
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise QuestionFileRefused(
            _("Line %(line)s has characters that can't be read. Save the file as UTF-8.") % {"line": line}
        ) from None
    if "\0" in text:
        raise QuestionFileRefused(_("The file has no questions in a format that can be read here."))
    return text


def _read_xml(root: Element) -> QuestionFile:
    if name_of(root) == "quiz":
        return read_moodle(root)
    if name_of(root) != ITEM:
        raise refuse_root(root)
    found = Collected()
    _add_item(found, root, "")
    return found.result()


def _add_item(found: Collected, root: Element, file_name: str) -> None:
    try:
        found.add(read_item(root, file_name))
    except Unconvertible as reason:
        found.leave_out(place_of(root, file_name), str(reason))


def _read_package(stream: BinaryIO) -> QuestionFile:
    """Return the questions of a QTI package, in the order of its manifest."""
    try:
        with PackageArchive(stream, _LIMITS) as archive:
            if archive.problems:
                raise PackageRefused(archive.problems)
            return _read_members(archive)
    except (PackageRefused, MemberRefused) as refusal:
        raise QuestionFileRefused(str(refusal)) from None


def _read_members(archive: PackageArchive) -> QuestionFile:
    found = Collected()
    for name in _item_names(archive):
        try:
            root = parse_xml(_content(archive, name))
        except QuestionFileRefused as refusal:
            found.leave_out(name, str(refusal))
            continue
        if name_of(root) == ITEM:
            _add_item(found, root, PurePosixPath(name).name)
    if not (found.questions or found.left_out):
        raise QuestionFileRefused(_("There is no question in QTI 2.1, 2.2 or 3 in the package."))
    return found.result()


def _item_names(archive: PackageArchive) -> Iterator[str]:
    """Yield the names of the items that the manifest lists; of all XML files without a manifest."""
    manifests = [name for name in archive.members if PurePosixPath(name).name.casefold() == _MANIFEST]
    if not manifests:
        yield from (name for name in archive.members if name.casefold().endswith(".xml"))
        return
    manifest = min(manifests, key=lambda name: name.count("/"))
    folder = manifest.rpartition("/")[0]
    for element in parse_xml(_content(archive, manifest)).iter():
        if name_of(element) == "resource" and attribute(element, "type").startswith("imsqti_item"):
            href = attribute(element, "href")
            name = f"{folder}/{href}" if folder else href
            if name not in archive.members:
                raise QuestionFileRefused(
                    _("The package has no file “%(name)s”, which its manifest lists. Export it again.")
                    % {"name": name[:120]}
                )
            yield name


def _content(archive: PackageArchive, name: str) -> bytes:
    if archive.members[name].file_size > _ITEM_MAX_BYTES:
        raise QuestionFileRefused(_("“%(name)s” is too large for a question.") % {"name": name[:120]})
    with archive.open(name) as reader:
        return reader.read()
