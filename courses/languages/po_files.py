"""PO files of translators, which are read with limits: they come from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polib  # type: ignore[import-untyped]  # its types are a package of their own
from django.utils.translation import gettext as _

from courses.exceptions import TranslationRefused
from courses.languages.links import Link
from courses.languages.texts import TextState, TranslatedTexts

#: a module of sixty steps has about 200 KB
MAX_BYTES = 2 * 1024 * 1024
MAX_ENTRIES = 10_000
#: the header by which wagtail-localize marks the translation that a file belongs to
OWNER = "X-WagtailLocalize-TranslationID"


@dataclass(frozen=True)
class PoEntry:
    """A text of a PO file: its path in the module, the original and the translation."""

    context: str
    source: str
    translation: str


def write_po(link: Link) -> str:
    """Return the texts of a translation as a PO file, as the pages show them.

    A translation of an earlier text is fuzzy, so that a file that comes back unchanged confirms nothing.
    """
    texts, file = TranslatedTexts(link), link.translation.export_po()
    originals = {segment.pk: segment.string.data for segment in texts.segments}
    by_place = {(text.path, originals[text.id]): text for text in texts.texts}
    for entry in file:
        if text := by_place.get((entry.msgctxt, entry.msgid)):
            entry.msgstr = text.stored(text.translation)
            entry.flags = ["fuzzy"] if text.state == TextState.CHANGED else []
    return str(file)


def read_po(data: bytes, *, translation: str) -> Sequence[PoEntry]:
    """Return the entries of a PO file of the translation with that UUID. Raises TranslationRefused."""
    if len(data) > MAX_BYTES:
        raise TranslationRefused(_("The file is larger than 2 MB. Upload the one that was downloaded here."))
    try:
        text = data.decode("utf-8-sig")
        # polib opens a file if it is given the name of one, and a name has one line.
        parsed = polib.pofile(f"\n{text}\n")
    except (OSError, ValueError, IndexError, AttributeError, TypeError) as error:
        raise TranslationRefused(_("This is no PO file. Upload the one that was downloaded here.")) from error
    if parsed.metadata.get(OWNER) != translation:
        raise TranslationRefused(
            _("The file belongs to another translation. Download one here and use that.")
        )
    if len(parsed) > MAX_ENTRIES:
        raise TranslationRefused(_("The file has too many texts."))
    return [
        PoEntry(entry.msgctxt or "", entry.msgid, entry.msgstr)
        for entry in parsed
        if not entry.obsolete and not entry.fuzzy
    ]
