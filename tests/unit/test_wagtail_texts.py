"""The texts of Wagtail's admin that editors see are in Swedish, by Wagtail's catalogue or by ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import polib
import wagtail
from django.conf import settings

WAGTAIL = Path(wagtail.__file__).parent
#: the parts of Wagtail that editors use here
PARTS = ("", "admin", "documents", "images", "snippets", "contrib/simple_translation")
#: sources of texts that nobody meets here: API tokens, workflows and their e-mails, site administration
UNSEEN = re.compile(r"api|workflow|notifications|models/sites|wagtail_hooks\.py")
OURS = polib.pofile(str(Path(settings.BASE_DIR) / "locale/sv/LC_MESSAGES/django.po"))
#: seen neither, though their source has other texts that are
UNSEEN_TEXTS = re.compile("API token|moderation|Workflow on")


def untranslated_by_wagtail() -> Iterator[polib.POEntry]:
    for part in PARTS:
        folder = WAGTAIL / part / "locale"
        swedish = polib.pofile(str(folder / "sv/LC_MESSAGES/django.po"))
        translated = {(entry.msgctxt, entry.msgid) for entry in swedish.translated_entries()}
        for entry in polib.pofile(str(folder / "en/LC_MESSAGES/django.po")):
            if (entry.msgctxt, entry.msgid) not in translated:
                yield entry


def is_seen(entry: polib.POEntry) -> bool:
    sources = [
        source for source, _ in entry.occurrences if not UNSEEN.search(source) or "side_panels" in source
    ]
    return bool(sources) and not UNSEEN_TEXTS.search(entry.msgid)


def test_texts_that_wagtail_lacks_in_swedish_are_in_our_catalogue() -> None:
    ours = {(entry.msgctxt, entry.msgid) for entry in OURS.translated_entries()}
    lacking = [entry for entry in untranslated_by_wagtail() if is_seen(entry)]

    assert len(lacking) > 50
    assert [entry.msgid for entry in lacking if (entry.msgctxt, entry.msgid) not in ours] == []


def test_translations_of_wagtails_texts_keep_their_placeholders() -> None:
    wagtails = {entry.msgid for entry in untranslated_by_wagtail()}
    differing = []
    for entry in OURS:
        if entry.msgid in wagtails:
            given = set(re.findall(r"%\(\w+\)[sd]", entry.msgid + entry.msgid_plural))
            used = set(re.findall(r"%\(\w+\)[sd]", entry.msgstr + "".join(entry.msgstr_plural.values())))
            if given != used:
                differing.append(entry.msgid)

    assert differing == []
