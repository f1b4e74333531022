"""The text of PDF material. What comes in is untrusted: size, pages and characters are capped."""

import unicodedata

import pypdfium2
from django.utils.translation import gettext as _

from courses.readers import DocumentText, Readable, UnreadableMaterial

MAX_BYTES = 50 * 1024**2
MAX_PAGES = 500
MAX_CHARACTERS_A_PAGE = 20_000


def read_pdf(file: Readable) -> DocumentText:
    """Return the text of a PDF, page by page, without control characters.

    Raises `UnreadableMaterial` when the file is no PDF, is locked with a password or is too large.
    """
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise UnreadableMaterial(
            [
                _("The PDF is larger than %(size)d MB. Make its pictures smaller and try again.")
                % {"size": MAX_BYTES // 1024**2}
            ]
        )
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        raise UnreadableMaterial(
            [_("The PDF can't be opened. Check that it is not locked with a password and save it again.")]
        ) from None
    try:
        return _text(document)
    finally:
        document.close()


def _text(document: pypdfium2.PdfDocument) -> DocumentText:
    if len(document) > MAX_PAGES:
        raise UnreadableMaterial(
            [
                _("The PDF has %(count)d pages; the most that can be used is %(most)d. Divide it.")
                % {"count": len(document), "most": MAX_PAGES}
            ]
        )
    return DocumentText(tuple(_page_text(document, number) for number in range(len(document))))


def _page_text(document: pypdfium2.PdfDocument, number: int) -> str:
    try:
        page = document[number]
        text_page = page.get_textpage()
    except pypdfium2.PdfiumError:
        return ""  # one broken page takes nothing from the others
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
