"""The site, the player and the demo packages use one typeface."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

SHEETS = sorted(
    path
    for folder in ("static/css", "demo/package_runtime")
    for path in (settings.BASE_DIR / folder).rglob("*.css")
)
#: pictures inside pages, which must inherit the page's typeface
DRAWINGS = sorted((settings.BASE_DIR / "demo/modules").rglob("*.svg"))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_style_sheet_when_it_sets_a_typeface_sets_inter(sheet: object) -> None:
    fonts = re.findall(r"(?<![-\w])(?:font|font-family|--ds-font-family):([^;]*);", sheet.read_text())

    named = [font for font in fonts if not re.search(r"\b(inherit|var\(--ds-font-family\))", font)]
    assert [font for font in named if not re.search(r"(^|[\s/\d.%rem])Inter\b", font)] == []


def test_player_shell_loads_the_typeface_that_it_names() -> None:
    text = (settings.BASE_DIR / "static/css/shell.css").read_text()

    assert re.search(r"@font-face \{\s+font-family: Inter;", text)


@pytest.mark.parametrize("drawing", DRAWINGS, ids=lambda path: path.name)
def test_drawing_in_a_page_names_no_typeface_of_its_own(drawing: Path) -> None:
    assert re.findall(r"""font(?:-family)?\s*[=:]\s*["']?[^"';>]*""", drawing.read_text()) == []
