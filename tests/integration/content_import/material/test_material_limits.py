"""Temporary files and old imports are removed, and many pages need little memory."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from content_import.material.enums import MaterialState
from content_import.material.models import MaterialImport
from content_import.material.planning import FOLDER
from content_import.tasks import sweep_material
from tests.benchmarks.bench_import import MEGABYTE, memory
from tests.factories.courses import make_site
from tests.factories.material.pdf import make_document
from tests.factories.people import PersonFactory
from tests.integration.content_import.material.test_material_kinds import planned, taken_in

pytestmark = pytest.mark.django_db
#: the goal for the whole of a large file
MOST_MEGABYTES = 200


@pytest.fixture(autouse=True)
def _files_apart(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    make_site()


def test_old_plans_imports_and_orphaned_files_are_swept(tmp_path: Path) -> None:
    operator, now = PersonFactory(is_superuser=True), timezone.now()
    new, old = planned({"a.md": b"A"}, operator), planned({"b.md": b"B"}, operator)
    ended = MaterialImport.objects.create(created_by=operator, title="C", state=MaterialState.DONE)
    MaterialImport.objects.filter(pk=old.pk).update(created_at=now - dt.timedelta(days=2))
    MaterialImport.objects.filter(pk=ended.pk).update(created_at=now - dt.timedelta(days=100))
    orphan = default_storage.save(f"{FOLDER}/1/0", ContentFile(b"D"))
    before = (now - dt.timedelta(days=2)).timestamp()
    os.utime(tmp_path / orphan, (before, before))

    sweep_material.enqueue()

    assert list(MaterialImport.objects.all()) == [new]
    left = [path for path in (tmp_path / FOLDER).rglob("*") if path.is_file()]
    assert [path.read_bytes() for path in left] == [b"A"]


def test_pages_are_taken_in_with_little_memory() -> None:
    operator = PersonFactory(is_superuser=True)
    document = make_document(*["Så här gör vi på ö. " * 40] * 12)
    Path("/proc/self/clear_refs").write_text("5")  # the kernel forgets the peak so far (proc(5))
    before = memory("VmRSS")

    done = taken_in({"rutin.pdf": document}, operator)

    assert done.done == 12
    assert (memory("VmHWM") - before) / MEGABYTE < MOST_MEGABYTES
