"""Text extraction from PDF files with PDFium."""

import codecs
import io
import unicodedata
from typing import Any

import pypdfium2

MEMORY_BYTES = 2 * 1024**3
CPU_SECONDS = 60
MAX_PAGES = 500
MAX_CHARACTERS_A_PAGE = 20_000


def prepare() -> None:
    """Load the encoding of PDFium's texts, which Python otherwise imports on first use."""
    codecs.lookup("utf-16-le")


def read(source: io.BufferedReader) -> dict[str, Any]:
    """Return `{"count": pages, "pages": [text]}`, without texts for more than `MAX_PAGES`, `{}` for no PDF.

    Control characters are left out, and so is text beyond `MAX_CHARACTERS_A_PAGE`.
    """
    try:
        document = pypdfium2.PdfDocument(source.read())
    except pypdfium2.PdfiumError:
        return {}
    count = len(document)
    pages = [page_text(document, number) for number in range(count)] if count <= MAX_PAGES else []
    return {"count": count, "pages": pages}


def page_text(document: pypdfium2.PdfDocument, number: int) -> str:
    """Return the text of a page, "" for one that cannot be read."""
    try:
        page = document[number]
        text_page = page.get_textpage()
    except pypdfium2.PdfiumError:
        return ""  # a broken page does not affect the others
    try:
        text = text_page.get_text_range(0, min(text_page.count_chars(), MAX_CHARACTERS_A_PAGE))
    finally:
        text_page.close()
        page.close()
    # PDFium writes a hyphen at the end of a line as U+FFFE.
    joined = text.replace("\ufffe\r\n", "").replace("\ufffe", "").replace("\r\n", "\n")
    return unicodedata.normalize(
        "NFC", "".join(letter for letter in joined if letter.isprintable() or letter == "\n")
    )
