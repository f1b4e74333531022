"""Removal of temporary files and of old imports."""

from __future__ import annotations

import datetime as dt

from django.core.files.storage import default_storage
from django.utils import timezone

from content_import.material.enums import UNFINISHED, MaterialState
from content_import.material.models import MaterialFile, MaterialImport
from content_import.material.planning import FOLDER, remove_uploads

#: how long a plan waits for its start, and how long an ended import can be undone
PLAN_LIFETIME = dt.timedelta(days=1)
UNDO_LIFETIME = dt.timedelta(days=90)


def sweep_material() -> int:
    """Delete old plans and imports, and temporary files without a row; return how many imports."""
    now = timezone.now()
    old_plans = MaterialImport.objects.filter(state=MaterialState.PLANNED, created_at__lt=now - PLAN_LIFETIME)
    ended = MaterialImport.objects.exclude(state__in=[*UNFINISHED, MaterialState.PLANNED])
    interrupted = MaterialImport.objects.filter(state__in=UNFINISHED, created_at__lt=now - UNDO_LIFETIME)
    keys = [
        *old_plans.values_list("pk", flat=True),
        *ended.filter(created_at__lt=now - UNDO_LIFETIME).values_list("pk", flat=True),
        *interrupted.values_list("pk", flat=True),
    ]
    files = list(MaterialFile.objects.filter(material_import__in=keys))
    MaterialImport.objects.filter(pk__in=keys).delete()
    remove_uploads(files)
    _remove_orphans(now - PLAN_LIFETIME)
    return len(keys)


def _remove_orphans(before: dt.datetime) -> None:
    """Remove temporary files that a killed upload has left."""
    known = set(MaterialFile.objects.values_list("file", flat=True))
    folders = default_storage.listdir(FOLDER)[0] if default_storage.exists(FOLDER) else []
    for folder in folders:
        for name in default_storage.listdir(f"{FOLDER}/{folder}")[1]:
            stored = f"{FOLDER}/{folder}/{name}"
            if stored not in known and default_storage.get_modified_time(stored) < before:
                default_storage.delete(stored)
