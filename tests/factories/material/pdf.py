"""PDF files with headings, of slides, and locked ones."""

from __future__ import annotations

import typst

from tests.factories.seminars import make_pdf


def make_document(*pages: str, headings: bool = False, wide: bool = False) -> bytes:
    """A tagged PDF with a page for each text; with `headings` each page has a bookmark."""
    flipped = "#set page(flipped: true)\n" if wide else ""
    texts = [f"= Rubrik {number}\n{text}" if headings else text for number, text in enumerate(pages, start=1)]
    return typst.compile((flipped + "\n#pagebreak()\n".join(texts)).encode())


def make_locked_pdf() -> bytes:
    """A PDF that is encrypted with a password that nobody has."""
    encryption = b"/Filter /Standard /V 1 /R 2 /P -4 /O <%b> /U <%b>" % (b"41" * 32, b"42" * 32)
    trailer = b"/Root 1 0 R /ID [<61> <61>] /Encrypt << %b >>" % encryption
    return make_pdf("Hemligt").read().replace(b"/Root 1 0 R", trailer)
