"""Word documents and Markdown, divided into steps at their headings."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from content_import.material.kinds import (
    Asset,
    CreatedAsset,
    FilePlan,
    ImportContext,
    MaterialKind,
    register_material,
)
from content_import.material.upload import Upload
from content_import.material_kinds.office import office_problems, picture_problem, store_members
from content_import.material_kinds.sections import Picture, Section, Table, Text, parts_of, sections_of
from content_import.material_kinds.values import picture_block, step_of_blocks, table_block, text_block

WHITESPACE = "\t\n\r\f\v"
CHUNK = 256 * 1024
PICTURE_FOLDER = "word/media/"


@register_material
class WordKind(MaterialKind):
    """A Word document (.docx)."""

    name = "word"
    label = gettext_lazy("Word document")

    def recognises(self, upload: Upload) -> bool:
        return "word/document.xml" in upload.members

    def plan(self, upload: Upload, uploads: Sequence[Upload]) -> FilePlan:
        if problems := office_problems(upload):
            return FilePlan(problems=problems)
        result = upload.read_confined("word")
        if not result:
            return FilePlan(problems=[_unreadable(upload)])
        sizes = {digest: (int(size[0]), int(size[1])) for digest, size in result["pictures"].items()}
        return _plan(upload, str(result["html"]), sizes)

    def create(self, upload: Upload, plan: FilePlan, context: ImportContext) -> Iterator[CreatedAsset]:
        with upload.archive() as archive:
            names = [name for name in archive.members if name.startswith(PICTURE_FOLDER)]
            members = {_digest(archive.open(name)): name for name in names}
        yield from store_members(upload, plan.assets, members, context)


@register_material
class MarkdownKind(MaterialKind):
    """A text in Markdown, or any other text."""

    name = "markdown"
    label = gettext_lazy("Text (Markdown)")
    order = 90

    def recognises(self, upload: Upload) -> bool:
        head = upload.head.removeprefix(b"\xef\xbb\xbf")
        try:
            text = head.decode(errors="strict")
        except UnicodeDecodeError as error:
            if error.start < len(head) - 3:  # not a letter that the end of the head divides
                return False
            text = head[: error.start].decode()
        is_text = not any(unicodedata.category(letter) == "Cc" for letter in text if letter not in WHITESPACE)
        return bool(text.strip()) and is_text and not text.lstrip().startswith("<")

    def plan(self, upload: Upload, uploads: Sequence[Upload]) -> FilePlan:
        result = upload.read_confined("markdown")
        if not result:
            return FilePlan(problems=[_unreadable(upload)])
        return _plan(upload, str(result["html"]), {})


def _plan(upload: Upload, html: str, sizes: Mapping[str, tuple[int, int]]) -> FilePlan:
    title, sections = sections_of(parts_of(html), upload.stem)
    pictures = [part for section in sections for part in section.parts if isinstance(part, Picture)]
    sources = dict.fromkeys(picture.source for picture in pictures)
    problems = [
        problem
        for source in sources
        if (problem := picture_problem(upload.name, *sizes.get(source, (0, 0)))) is not None
    ]
    shown = {source for source in sources if sizes.get(source, (0, 0)) != (0, 0)}
    if not sections:
        problems.append(_("“%(name)s” has no text. Choose another file.") % {"name": upload.name})
    left_out = [picture for picture in pictures if picture.source not in shown]
    return FilePlan(
        steps=[step_of_blocks(section.title, list(_blocks(section, shown))) for section in sections],
        assets=[
            Asset(source, _picture_title(upload, pictures, source)) for source in sources if source in shown
        ],
        problems=problems,
        notices=[_left_out(len(left_out))] if left_out else [],
        title=title,
    )


def _blocks(section: Section, shown: set[str]) -> Iterator[dict[str, Any]]:
    """Yield the blocks of a section; texts that follow each other are one."""
    html = ""
    for part in section.parts:
        if isinstance(part, Text):
            html += part.html
            continue
        block = _block(part, shown)
        if block is not None:
            if html:
                yield text_block(html)
                html = ""
            yield block
    if html:
        yield text_block(html)


def _block(part: Picture | Table, shown: set[str]) -> dict[str, Any] | None:
    if isinstance(part, Table):
        return table_block(part.rows)
    return picture_block(part.source, alternative=part.alternative) if part.source in shown else None


def _picture_title(upload: Upload, pictures: Sequence[Picture], source: str) -> str:
    number = list(dict.fromkeys(picture.source for picture in pictures)).index(source) + 1
    return f"{upload.stem} {number}"


def _digest(reader: Any) -> str:
    digest = hashlib.sha256()
    with reader:
        while chunk := reader.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _unreadable(upload: Upload) -> str:
    sentence = _("“%(name)s” can't be read. Open it where it was written, save it anew and try again.")
    return sentence % {"name": upload.name}


def _left_out(count: int) -> str:
    sentence = ngettext(
        "One picture is linked or of a type that is not shown here. Save it as PNG and add it in the editor.",
        "%(count)s pictures are linked or of a type that is not shown here. Save them as PNG and add them in "
        "the editor.",
        count,
    )
    return sentence % {"count": count}
