"""Every text of an installed package has a Swedish translation, in its catalogue or the project's."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import django
import polib
import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
DOMAINS = ("django", "djangojs")
PACKAGES = ("lms", "courses", "content_import", "search", "people", "infrastructure", "scorm", "demo")
SOURCES = (*PACKAGES, "templates", "script", "locale")
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sdif]|\{\w*\}")
TAG = re.compile(r"<[^>]+>")
#: texts that need no Swedish translation: (domain, msgid) -> reason
EXCEPTIONS = {
    ("django", ""): "taggit marks its header as a text",
}

Key = tuple[str | None, str]


def key(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid


def package_folders() -> list[Path]:
    """Return the catalogues of Django and of every installed third-party app."""
    installed = [Path(config.path) for config in apps.get_app_configs()]
    ours = [path for path in installed if path.is_relative_to(ROOT) and ".venv" not in path.parts]
    folders = [path / "locale" for path in installed if path not in ours]
    return [folder for folder in (Path(django.__file__).parent / "conf/locale", *folders) if folder.exists()]


def package_texts(domain: str) -> dict[Key, polib.POEntry]:
    texts = {}
    for folder in package_folders():
        source = folder / f"en/LC_MESSAGES/{domain}.po"
        texts.update({key(entry): entry for entry in polib.pofile(str(source))} if source.exists() else {})
    return texts


def translated_by_packages(domain: str) -> set[Key]:
    translated = set()
    for folder in package_folders():
        compiled = folder / f"sv/LC_MESSAGES/{domain}.mo"
        if compiled.exists():
            translated |= {key(entry) for entry in polib.mofile(str(compiled)).translated_entries()}
    return translated


def catalogue(folder: str, domain: str) -> list[polib.POEntry]:
    path = ROOT / folder / f"sv/LC_MESSAGES/{domain}.po"
    return [entry for entry in polib.pofile(str(path)) if entry.translated()] if path.exists() else []


@pytest.mark.parametrize("domain", DOMAINS)
def test_package_texts_without_swedish_are_in_our_catalogues(domain: str) -> None:
    lacking = set(package_texts(domain)) - translated_by_packages(domain)
    ours = {key(entry) for folder in ("locale", "locale_packages") for entry in catalogue(folder, domain)}

    assert len(lacking) > 10
    missing = sorted(msgid for context, msgid in lacking - ours if (domain, msgid) not in EXCEPTIONS)
    assert missing == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_package_catalogue_holds_only_texts_of_packages(domain: str) -> None:
    texts = package_texts(domain)

    held = polib.pofile(str(ROOT / f"locale_packages/sv/LC_MESSAGES/{domain}.po"), check_for_duplicates=True)

    assert [entry.msgid for entry in held if key(entry) not in texts] == []
    assert [entry.msgid for entry in held if entry.fuzzy or not entry.translated()] == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_package_texts_with_plurals_have_both_forms(domain: str) -> None:
    texts = package_texts(domain)
    entries = [entry for entry in catalogue("locale_packages", domain) if key(entry) in texts]

    differing = [entry.msgid for entry in entries if entry.msgid_plural != texts[key(entry)].msgid_plural]
    incomplete = [
        entry.msgid for entry in entries if entry.msgid_plural and not all(entry.msgstr_plural.values())
    ]

    assert (differing, incomplete) == ([], [])


@pytest.mark.parametrize("folder", ["locale", "locale_packages"])
@pytest.mark.parametrize("domain", DOMAINS)
def test_translations_when_formatted_have_the_sources_placeholders(folder: str, domain: str) -> None:
    differing = []
    for entry in catalogue(folder, domain):
        given = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
        for form, text in (entry.msgstr_plural or {1: entry.msgstr}).items():
            used = set(PLACEHOLDER.findall(text))
            # The singular may contain the number as a word.
            if used != given and not (form == 0 and used < given):
                differing.append((entry.msgid, text))

    assert differing == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_package_texts_with_markup_keep_their_tags(domain: str) -> None:
    differing = [
        (entry.msgid, text)
        for entry in catalogue("locale_packages", domain)
        for text in (entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr])
        if sorted(TAG.findall(text)) != sorted(TAG.findall(entry.msgid))
    ]

    assert differing == []


@pytest.mark.skipif(not shutil.which("xgettext"), reason="needs Debian's package gettext")
def test_script_messages_when_run_keeps_texts_of_packages(tmp_path: Path) -> None:
    for name in (*SOURCES, "locale_packages"):
        ignore = shutil.ignore_patterns("build", "__pycache__", "*.mo")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignore)
    shutil.copy(ROOT / "manage.py", tmp_path)
    (tmp_path / ".venv").symlink_to((ROOT / ".venv").resolve())
    ours = {key(entry) for entry in catalogue("locale", "django")}

    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "lms.settings.test"}
    subprocess.run([tmp_path / "script/messages"], cwd=tmp_path, check=True, env=environment)  # noqa: S603

    for domain in DOMAINS:
        name = f"locale_packages/sv/LC_MESSAGES/{domain}.po"
        assert (tmp_path / name).read_text() == (ROOT / name).read_text()
    written = polib.pofile(str(tmp_path / "locale/sv/LC_MESSAGES/django.po"))
    assert len(written) > 1000
    assert [entry.msgid for entry in written if key(entry) not in ours or not entry.translated()] == []
