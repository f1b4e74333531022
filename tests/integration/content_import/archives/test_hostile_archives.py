"""Each fault of an archive gives a message, and no row or file."""

from __future__ import annotations

import unicodedata
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from content_import.exceptions import PackageRefused
from content_import.packages.actions import ImportPackage
from courses.models import Package
from tests.factories.files.hostile_archives import HOSTILE


def stored_files() -> list[Path]:
    """Return the files in the data folder that an import could have written."""
    folders = [settings.DATA_DIR / "packages", settings.DATA_DIR / "tmp"]
    return sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())


@pytest.mark.django_db
@pytest.mark.parametrize("name", HOSTILE)
def test_import_of_hostile_archive_leaves_nothing_and_says_what_is_wrong(name: str) -> None:
    build, codes = HOSTILE[name]
    before = stored_files()

    with pytest.raises(PackageRefused) as refusal:
        ImportPackage(archive=BytesIO(build()), title="Farlig", by=None).run()

    assert [problem.code for problem in refusal.value.problems] == codes
    assert stored_files() == before
    assert Package.objects.count() == 0
    with translation.override("en"):
        for problem in refusal.value.problems:
            assert not any(unicodedata.category(char).startswith("C") for char in problem.message)
            assert problem.message.endswith(".")
            assert "%(" not in problem.message
