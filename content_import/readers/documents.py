"""The text of untrusted PDF files, with limits on size, pages and characters."""

import tempfile

from django.utils.translation import gettext as _

from content_import.confined.pdf import MAX_PAGES
from content_import.readers.confined_reading import read_confined
from courses.api import DocumentText, Readable, UnreadableMaterial

MAX_BYTES = 50 * 1024**2


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
    with tempfile.TemporaryFile() as copy:
        copy.write(data)
        copy.seek(0)
        result = read_confined("pdf", copy)
    if not result:
        raise UnreadableMaterial(
            [_("The PDF can't be opened. Check that it is not locked with a password and save it again.")]
        )
    if result["count"] > MAX_PAGES:
        raise UnreadableMaterial(
            [
                _("The PDF has %(count)d pages; the most that can be used is %(most)d. Divide it.")
                % {"count": result["count"], "most": MAX_PAGES}
            ]
        )
    return DocumentText(tuple(result["pages"]))
