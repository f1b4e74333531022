"""The project's staticfiles finders find their files, and return nothing for others."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.views import serve
from django.http import Http404
from django.test import RequestFactory

from infrastructure.static_files import vendor
from infrastructure.static_files.stylesheet import BASE_PARTS, COMPONENT_PARTS, STYLESHEET, compose

ROOT = Path(settings.BASE_DIR)
LISTED = f"vendor/{vendor.VENDOR_FILES[0]}"


def test_find_gives_the_place_of_what_there_is() -> None:
    assert finders.find(LISTED) == str(vendor.NODE_MODULES / vendor.VENDOR_FILES[0])
    assert finders.find(LISTED, find_all=True) == [finders.find(LISTED)]
    assert Path(finders.find(STYLESHEET)).is_file()  # type: ignore[arg-type]  # found, so one place


@pytest.mark.parametrize("path", ["css/nothing.css", "vendor/nothing.js", "vendor/scorm-again/package.json"])
def test_find_of_what_is_not_listed_gives_nothing(path: str) -> None:
    assert finders.find(path) is None
    assert finders.find(path, find_all=True) == []


def test_listed_file_that_was_never_installed_is_not_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vendor, "NODE_MODULES", tmp_path)
    assert finders.find(LISTED) is None
    with pytest.raises(Http404):
        serve(RequestFactory().get("/static/"), LISTED, insecure=True)


@pytest.mark.parametrize("component", COMPONENT_PARTS)
def test_component_of_the_design_system_is_loaded_because_a_page_has_it(component: str) -> None:
    files = (ROOT / "templates").rglob("*.html")

    assert any(f"ds-{component}" in path.read_text(encoding="utf-8") for path in files)


def test_class_of_the_design_system_on_a_page_has_its_sheet() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "templates").rglob("*.html"))
    classes = {name for names in re.findall(r'class="([^"]*)"', text) for name in names.split()}

    used = {name.removeprefix("ds-") for name in classes if name.startswith("ds-")}
    assert len(used) > 5
    assert used - {"sr-only"} <= {*BASE_PARTS, *COMPONENT_PARTS}  # sr-only is in the sheet "base"


def test_stylesheet_has_the_rules_of_the_site_in_the_last_layer() -> None:
    sheet = compose()

    assert sheet.startswith("@layer ds.theme, ds.base, ds.components, narlara;")
    assert "@layer narlara{" in sheet
