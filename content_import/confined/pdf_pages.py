"""The pages of PDF files: their text, headings and pictures, rendered with PDFium."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import PIL.Image
import pypdfium2
import pypdfium2.raw as pdfium

from content_import.confined import pdf

MEMORY_BYTES = 2 * 1024**3
CPU_SECONDS = 60
MAX_HEADINGS = 1_000
MAX_HEADING = 200
#: more lines and areas than these are a drawing
MAX_LINES = 40
#: how deep pictures may lie in forms to be noticed
DEPTH = 5


def prepare() -> None:
    """Load what the libraries otherwise import on first use."""
    pdf.prepare()
    PIL.Image.preinit()


def read(source: io.BufferedReader, task: str, *numbers: str) -> dict[str, Any]:
    """Return the outline of the document, or the picture of pages; `{}` for no PDF.

    `outline`: `{"count", "pages": [{"text", "wide", "pictures"}], "headings": [[page, title]]}`, without
    pages for more than `pdf.MAX_PAGES`. `render FIRST COUNT LONGEST_SIDE`: `{"sizes", "pixels"}`, RGB.
    A document with a password gives `{"locked": True}`.
    """
    try:
        document = pypdfium2.PdfDocument(source.read())
    except pypdfium2.PdfiumError as error:
        return {"locked": True} if error.err_code == pdfium.FPDF_ERR_PASSWORD else {}
    if task == "outline":
        return _outline(document)
    first, count, longest_side = map(int, numbers)
    pages = [_picture(document, number, longest_side) for number in range(first, first + count)]
    return {"sizes": [page.size for page in pages], "pixels": b"".join(page.tobytes() for page in pages)}


def _outline(document: pypdfium2.PdfDocument) -> dict[str, Any]:
    count = len(document)
    pages = [_page(document, number) for number in range(count)] if count <= pdf.MAX_PAGES else []
    return {"count": count, "pages": pages, "headings": list(_headings(document))}


def _page(document: pypdfium2.PdfDocument, number: int) -> dict[str, Any]:
    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return {"text": "", "wide": False, "pictures": False}
    try:
        width, height = page.get_size()
        has_pictures = _has_pictures(page)
    finally:
        page.close()
    return {"text": pdf.page_text(document, number), "wide": width > height, "pictures": has_pictures}


def _has_pictures(page: pypdfium2.PdfPage) -> bool:
    """Return whether the page shows a picture or a drawing, beyond the lines of a table."""
    paths = 0
    for shown in page.get_objects(max_depth=DEPTH):
        paths += shown.type == pdfium.FPDF_PAGEOBJ_PATH
        if shown.type in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING) or paths > MAX_LINES:
            return True
    return False


def _headings(document: pypdfium2.PdfDocument) -> Iterator[tuple[int, str]]:
    """Yield page and title of the bookmarks of the first level."""
    for _number, bookmark in zip(range(MAX_HEADINGS), document.get_toc(max_depth=1), strict=False):
        target = bookmark.get_dest()
        page = target.get_index() if target is not None else None
        if page is not None and page >= 0:
            yield page, bookmark.get_title()[:MAX_HEADING]


def _picture(document: pypdfium2.PdfDocument, number: int, longest_side: int) -> PIL.Image.Image:
    """Return the page as a picture; a white one for a page that cannot be read."""
    try:
        page = document[number]
        scale = longest_side / max(*page.get_size(), 1)
        bitmap = page.render(scale=scale, rev_byteorder=True)
    except pypdfium2.PdfiumError:
        return PIL.Image.new("RGB", (longest_side, longest_side), "white")
    try:
        return bitmap.to_pil().convert("RGB")
    finally:
        bitmap.close()
        page.close()
