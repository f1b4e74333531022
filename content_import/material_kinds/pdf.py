"""PDF files: pages as pictures with their text, grouped by headings or by number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import PIL.Image
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content_import.confined.pdf import MAX_PAGES
from content_import.material.kinds import (
    Asset,
    CreatedAsset,
    FilePlan,
    ImportContext,
    MaterialKind,
    PlannedStep,
    register_material,
)
from content_import.material.storing import store_picture
from content_import.material.upload import Upload
from content_import.material_kinds.values import (
    paragraphs,
    picture_block,
    short_title,
    step_of_blocks,
    text_block,
)
from content_import.readers.documents import MAX_BYTES
from content_import.readers.pictures import encoded
from courses.api import UnreadableMaterial

SIGNATURE = b"%PDF-"
#: the longest side of the picture of a page, in pixels: A4 is readable when it fills a screen
LONGEST_SIDE = 1600
#: pages that one process renders; their pixels are in memory together
PAGES_AT_A_TIME = 4
#: pages of a document without headings in one step, and the most in a step of a heading
PAGES_PER_STEP = 5
MOST_PAGES_PER_STEP = 10
LONGEST_FIRST_LINE = 80

Page = Mapping[str, Any]


@dataclass(frozen=True)
class Group:
    """Pages of one step, by number from 0."""

    title: str
    pages: range


@register_material
class PDFKind(MaterialKind):
    """A PDF file."""

    name = "pdf"
    label = gettext_lazy("PDF")
    order = 20

    def recognises(self, upload: Upload) -> bool:
        return SIGNATURE in upload.head[:1024]

    def plan(self, upload: Upload, uploads: Sequence[Upload]) -> FilePlan:
        if upload.size > MAX_BYTES:
            sentence = _("The PDF is larger than %(size)d MB. Make its pictures smaller and try again.")
            return FilePlan(problems=[sentence % {"size": MAX_BYTES // 1024**2}])
        outline = upload.read_confined("pdf_pages", "outline")
        if problem := _problem(upload, outline):
            return FilePlan(problems=[problem])
        pages = outline["pages"]
        groups = _groups(pages, outline["headings"], upload.stem)
        return FilePlan(
            steps=[_step(group, pages) for group in groups],
            assets=[Asset(str(number), f"{upload.stem} {number + 1}") for number in range(len(pages))],
        )

    def create(self, upload: Upload, plan: FilePlan, context: ImportContext) -> Iterator[CreatedAsset]:
        yield from store_pages(upload, plan.assets, context)


def store_pages(pdf: Upload, assets: Sequence[Asset], context: ImportContext) -> Iterator[CreatedAsset]:
    """Store the pages of a PDF as pictures; the keys of the assets are their numbers from 0, in order.

    Raises UnreadableMaterial.
    """
    for batch in _batches(assets):
        for asset, picture in zip(batch, _rendered(pdf, batch), strict=True):
            file = encoded(picture, "JPEG", f"{asset.title}.jpg")
            yield CreatedAsset(asset.key, store_picture(file, title=asset.title, context=context))


def _batches(assets: Sequence[Asset]) -> Iterator[Sequence[Asset]]:
    for start in range(0, len(assets), PAGES_AT_A_TIME):
        yield assets[start : start + PAGES_AT_A_TIME]


def _rendered(upload: Upload, assets: Sequence[Asset]) -> Iterator[PIL.Image.Image]:
    """Yield the pictures of consecutive pages. Raises UnreadableMaterial."""
    numbers = (assets[0].key, str(len(assets)), str(LONGEST_SIDE))
    most = len(assets) * (LONGEST_SIDE + 1) ** 2 * 3
    result = upload.read_confined("pdf_pages", "render", *numbers, max_pixel_bytes=most)
    pixels = memoryview(result.get("pixels", b""))
    sizes = result.get("sizes", [])
    if len(sizes) != len(assets) or sum(width * height * 3 for width, height in sizes) != len(pixels):
        raise UnreadableMaterial([_unreadable(upload)])
    for width, height in sizes:
        size = width * height * 3
        yield PIL.Image.frombytes("RGB", (width, height), pixels[:size].tobytes())
        pixels = pixels[size:]


def _problem(upload: Upload, outline: Mapping[str, Any]) -> str:
    """Return why the file can't be used, "" if it can."""
    if outline.get("locked"):
        sentence = _("“%(name)s” is locked with a password. Save it without a password and try again.")
        return sentence % {"name": upload.name}
    if not outline.get("count"):
        return _unreadable(upload)
    if outline["count"] > MAX_PAGES:
        return _("The PDF has %(count)d pages; the most that can be used is %(most)d. Divide it.") % {
            "count": outline["count"],
            "most": MAX_PAGES,
        }
    return ""


def _unreadable(upload: Upload) -> str:
    sentence = _("“%(name)s” can't be read. Open it where it was written, save it anew and try again.")
    return sentence % {"name": upload.name}


def _groups(pages: Sequence[Page], headings: Sequence[tuple[int, str]], untitled: str) -> list[Group]:
    """Return the groups of pages: by headings, a page each for slides, else of some pages each."""
    starts = {page: title for page, title in reversed(headings) if page < len(pages) and title.strip()}
    if len(starts) > 1:
        return list(_by_headings(starts, len(pages), untitled))
    is_slides = all(page["wide"] for page in pages)
    size = 1 if is_slides else PAGES_PER_STEP
    ranges = [range(start, min(start + size, len(pages))) for start in range(0, len(pages), size)]
    return [Group(_title(pages, numbers), numbers) for numbers in ranges]


def _by_headings(starts: Mapping[int, str], count: int, untitled: str) -> Iterator[Group]:
    bounds = sorted({0, *starts, count})
    for start, end in pairwise(bounds):
        title = starts.get(start, untitled)
        for part, first in enumerate(range(start, end, MOST_PAGES_PER_STEP), start=1):
            numbers = range(first, min(first + MOST_PAGES_PER_STEP, end))
            yield Group(title if part == 1 else f"{short_title(title)[:110]} ({part})", numbers)


def _title(pages: Sequence[Page], numbers: range) -> str:
    """Return the first line of the first page if it is short, else the numbers of the pages."""
    lines = [line.strip() for line in pages[numbers[0]]["text"].splitlines() if line.strip()]
    if lines and len(lines[0]) <= LONGEST_FIRST_LINE:
        return str(lines[0])
    if len(numbers) == 1:
        return _("Page %(number)s") % {"number": numbers[0] + 1}
    return _("Pages %(first)s–%(last)s") % {"first": numbers[0] + 1, "last": numbers[-1] + 1}


def _step(group: Group, pages: Sequence[Page]) -> PlannedStep:
    blocks = [block for number in group.pages for block in _blocks(number, pages[number])]
    return step_of_blocks(group.title, blocks)


def _blocks(number: int, page: Page) -> Iterator[dict[str, Any]]:
    """Yield the picture of a page and its text, which is the alternative if the page shows nothing else."""
    text = paragraphs(_joined(page["text"]))
    yield picture_block(str(number), is_decorative=bool(text) and not page["pictures"])
    if text:
        yield text_block(text)


def _joined(text: str) -> str:
    """Return the text with lines joined into paragraphs, which end with a short line or a full stop."""
    lines = [line.strip() for line in text.splitlines()]
    longest = max((len(line) for line in lines), default=0)
    joined = ""
    for line in lines:
        ends = not line or line.endswith((".", "!", "?", ":")) or len(line) < longest * 0.7
        joined += f"{line}\n" if ends else f"{line} "
    return joined
