"""LibreOffice is started in confinement, with a limit of time, and only where it can be."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils.translation import override

from content_import.material.upload import Upload
from content_import.material_kinds.office import has_links
from content_import.readers import slides
from content_import.readers.slides import NotConverted, find_libreoffice, slides_as_pdf
from tests.factories.material.office import make_linked_presentation, make_presentation

#: writes what it sees where LibreOffice would write the PDF, beside the presentation, its last argument
LOOKS = """#!/bin/sh
for last; do :; done
cd "$(dirname "$last")"
hidden=$(ls -A {hidden} 2>/dev/null)
run=$(ls -A /run)
networks=$(grep -c : /proc/net/dev)
macros=$(grep -c DisableMacrosExecution profile/user/registrymodifications.xcu)
printf '{{"hidden": "%s", "run": "%s", "networks": %s, "home": "%s", "secret": "%s", "macros": %s}}' \\
  "$hidden" "$run" "$networks" "$HOME" "$SECRET" "$macros" > slides.pdf
"""


@pytest.fixture
def program(settings: Any) -> Iterator[Callable[[str], None]]:
    """Return a function that makes a script take LibreOffice's place; every account may execute it."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)

        def install(text: str) -> None:
            path = Path(folder) / "soffice"
            path.write_text(text)
            path.chmod(0o755)
            settings.LIBREOFFICE = str(path)

        yield install


def converted() -> bytes:
    """Return the PDF; skip the test where the kernel gives this user no namespaces."""
    try:
        with slides_as_pdf(io.BytesIO(b"PK")) as pdf:
            pdf.close()  # and opened again, as each batch of pages does
            with Upload("slides.pdf", pdf).opened() as file:
                return file.read()
    except NotConverted as reason:
        if "confine" in str(reason):
            pytest.skip(str(reason))
        raise


def test_program_sees_no_files_network_or_secrets(
    program: Callable[[str], None], settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA_DIR = tmp_path
    (tmp_path / "db.sqlite3").write_text("Å")
    monkeypatch.setenv("SECRET", "hemligt")
    program(LOOKS.format(hidden=tmp_path))

    with override("en"):
        seen = json.loads(converted())

    assert Path(seen.pop("home")).name.startswith("narlara-slides-")
    assert seen == {"hidden": "", "run": "", "networks": 1, "secret": "", "macros": 1}
    assert (tmp_path / "db.sqlite3").exists()


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ("sleep 20", "LibreOffice took too long."),
        ("exit 3", "LibreOffice could not read it."),
        ("exit 0", "LibreOffice could not read it."),
        ("ln -s /etc/passwd slides.pdf", "LibreOffice could not read it."),
    ],
)
def test_conversion_that_fails_says_why(
    program: Callable[[str], None], monkeypatch: pytest.MonkeyPatch, script: str, sentence: str
) -> None:
    monkeypatch.setattr(slides, "SECONDS_TO_CONVERT", 1)
    program(f"#!/bin/sh\n{script}\n")

    with override("en"), pytest.raises(NotConverted, match=sentence):
        converted()


def test_program_that_is_missing_is_not_found(settings: Any) -> None:
    settings.LIBREOFFICE = "/nowhere/soffice"

    assert find_libreoffice() is None


def test_slides_become_pages(settings: Any) -> None:
    settings.LIBREOFFICE = ""
    if find_libreoffice() is None:
        pytest.skip("LibreOffice is not installed")

    with slides_as_pdf(io.BytesIO(make_presentation())) as pdf:
        upload = Upload("slides.pdf", pdf)
        pages = upload.read_confined("pdf_pages", "outline")["pages"]

    assert ["Förflyttning på Åsgården" in page["text"] for page in pages] == [True, False, False]


@pytest.mark.parametrize(
    ("target", "kind", "is_refused"),
    [
        ("https://exempel.se/lyft", "hyperlink", False),
        ("MAILTO:vard@exempel.se", "hyperlink", False),
        ("https://exempel.se/lyft.png", "image", True),
        ("file:///srv/narlara/db.sqlite3", "hyperlink", True),
        ("vnd.sun.star.script:a.py$b?language=Python", "hyperlink", True),
        ("rutin.docx", "hyperlink", True),
        ("", "hyperlink", True),
    ],
)
def test_links_that_open_no_file_are_allowed(target: str, kind: str, is_refused: bool) -> None:
    upload = Upload("lyft.pptx", ContentFile(make_linked_presentation(target, kind)))

    assert has_links(upload) == is_refused
