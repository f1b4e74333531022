"""Types of files that are recognised to say what to do instead."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

from content_import.material.kinds import FilePlan, MaterialKind, register_material
from content_import.material.upload import Upload

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

#: Microsoft's Compound File Binary: Office files of before 2007, and newer ones with a password
COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
CHUNK = 1024**2


@dataclass(frozen=True)
class Refusal:
    """A type of file: how it is recognised, and the sentence with what to do."""

    recognises: Callable[[Upload], bool]
    sentence: str | StrPromise


def _has_member(*names: str) -> Callable[[Upload], bool]:
    def recognises(upload: Upload) -> bool:
        return any(PurePosixPath(member).name.lower() in names for member in upload.members)

    return recognises


def _is_locked(upload: Upload) -> bool:
    """Return whether it is an Office file with a password: its content is one encrypted stream."""
    if not upload.head.startswith(COMPOUND_FILE):
        return False
    with upload.opened() as file:
        before = b""
        while chunk := file.read(CHUNK):
            if ENCRYPTED_STREAM in before + chunk:
                return True
            before = chunk[-len(ENCRYPTED_STREAM) :]
    return False


def _is_svg(upload: Upload) -> bool:
    return b"<svg" in upload.head.lower()


def _is_html(upload: Upload) -> bool:
    head = upload.head.lower().removeprefix(b"\xef\xbb\xbf").lstrip()
    return head.startswith((b"<!doctype html", b"<html"))


REFUSALS = (
    Refusal(
        _has_member("cmi5.xml"),
        gettext_lazy(
            "“%(name)s” is a cmi5 package, which can't be played here. Export the course as SCORM 2004 or "
            "SCORM 1.2 instead."
        ),
    ),
    Refusal(
        lambda upload: _has_member("tincan.xml")(upload) and not _has_member("imsmanifest.xml")(upload),
        gettext_lazy(
            "“%(name)s” is an xAPI package (Tin Can), which can't be played here. Export the course as SCORM "
            "2004 or SCORM 1.2 instead."
        ),
    ),
    Refusal(
        _is_locked,
        gettext_lazy("“%(name)s” is locked with a password. Save it without a password and try again."),
    ),
    Refusal(
        lambda upload: upload.head.startswith(COMPOUND_FILE),
        gettext_lazy(
            "“%(name)s” is in an old format. Open it in PowerPoint or Word, save it as .pptx or .docx and "
            "try again."
        ),
    ),
    Refusal(
        lambda upload: "xl/workbook.xml" in upload.members,
        gettext_lazy("“%(name)s” is a spreadsheet. Save what learners should read as Word or PDF."),
    ),
    Refusal(
        _is_svg,
        gettext_lazy(
            "“%(name)s” is a drawing (SVG), which may contain programs. Save it as PNG and try again."
        ),
    ),
    Refusal(
        _is_html,
        gettext_lazy("“%(name)s” is a web page. Save its text as Word or Markdown, or print it as PDF."),
    ),
)


@register_material
class RefusedKind(MaterialKind):
    """A type that is not taken in, with advice."""

    name = "refused"
    label = gettext_lazy("Can't be taken in")
    order = 5

    def recognises(self, upload: Upload) -> bool:
        return any(refusal.recognises(upload) for refusal in REFUSALS)

    def plan(self, upload: Upload, uploads: Sequence[Upload]) -> FilePlan:
        refusal = next(each for each in REFUSALS if each.recognises(upload))
        return FilePlan(problems=[str(refusal.sentence) % {"name": upload.name}])
