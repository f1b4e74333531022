"""What the documents name exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
#: a path with a folder, as `lms/attempts/launches/write_access.py` or `infrastructure/tasks`
PATH = re.compile(r"`((?:[\w.-]+/)+[\w.-]*)`")


@pytest.mark.parametrize("document", ["README.md", "docs/architecture.md"])
def test_path_that_a_document_names_exists(document: str) -> None:
    paths = set(PATH.findall((ROOT / document).read_text(encoding="utf-8")))

    assert len(paths) >= 10
    assert sorted(path for path in paths if not (ROOT / path).exists() and path not in PER_PACKAGE) == []


#: files that packages have each, as the document explains
PER_PACKAGE = {"models/", "management/commands", "/cms/"}
