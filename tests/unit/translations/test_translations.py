"""Every source string has a Swedish translation."""

import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import polib
import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PACKAGES = ("lms", "courses", "content_import", "search", "people", "infrastructure", "scorm", "demo")
SOURCES = (*PACKAGES, "templates")


@pytest.mark.skipif(not shutil.which("xgettext"), reason="needs Debian's package gettext")
def test_swedish_when_strings_are_extracted_misses_none(tmp_path: Path) -> None:
    for name in SOURCES:
        shutil.copytree(
            ROOT / name, tmp_path / name, ignore=lambda _, names: {"build", "__pycache__"} & set(names)
        )
    (tmp_path / "locale").mkdir()
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "--locale", "sv", "--verbosity", "0"],
        cwd=tmp_path,
        check=True,
    )
    extracted = polib.pofile(str(tmp_path / "locale/sv/LC_MESSAGES/django.po"))
    translated = {
        (entry.msgctxt, entry.msgid)
        for entry in polib.pofile(str(ROOT / "locale/sv/LC_MESSAGES/django.po"))
        if entry.translated()
    }

    missing = [entry.msgid for entry in extracted if (entry.msgctxt, entry.msgid) not in translated]

    assert missing == []


def test_swedish_when_read_has_no_fuzzy_entries() -> None:
    po = polib.pofile(str(ROOT / "locale/sv/LC_MESSAGES/django.po"))

    assert [entry.msgid for entry in po.fuzzy_entries()] == []


def test_swedish_when_read_has_no_text_twice() -> None:
    # gettext's own tools refuse such a catalogue, so script/messages would fail.
    po = polib.pofile(str(ROOT / "locale/sv/LC_MESSAGES/django.po"))
    texts = Counter((entry.msgctxt, entry.msgid) for entry in po)

    assert [text for text, count in texts.items() if count > 1] == []


def test_swedish_when_it_names_a_module_says_utbildning() -> None:
    po = polib.pofile(str(ROOT / "locale/sv/LC_MESSAGES/django.po"))
    texts = [text for entry in po for text in (entry.msgstr, *entry.msgstr_plural.values())]

    assert [text for text in texts if re.search(r"\bmodul(en|er|erna|ens)?\b", text, re.IGNORECASE)] == []


def test_error_page_without_the_application_says_utbildning() -> None:
    pages = list((ROOT / "templates/errors").glob("*.html"))
    swedish = {page.name: page.read_text().partition('lang="en"')[0] for page in pages}

    assert swedish
    assert [name for name, text in swedish.items() if re.search(r"\bmodul", text)] == []


def test_swedish_when_set_up_is_compiled(tmp_path: Path) -> None:
    compiled = tmp_path / "django.mo"
    source = ROOT / "locale/sv/LC_MESSAGES/django.po"

    babel = [sys.executable, "-m", "babel.messages.frontend"]
    subprocess.run(  # noqa: S603 - our own Python, our own file
        [*babel, "compile", "--input-file", str(source), "--output-file", str(compiled), "--locale", "sv"],
        check=True,
    )

    assert compiled.exists(), "Babel passes over a file whose header is marked fuzzy"
