"""The project's staticfiles finders find their files, and return nothing for others."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.views import serve
from django.http import Http404
from django.test import RequestFactory

from infrastructure.static_files import vendor
from infrastructure.static_files.stylesheet import STYLESHEET

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
