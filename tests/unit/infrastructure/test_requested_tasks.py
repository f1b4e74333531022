"""A task that somebody waits for: where its worker was killed, its row says so after a time."""

from __future__ import annotations

import datetime as dt
import inspect
import pkgutil
from importlib import import_module
from typing import Any

import pytest
from django.db.models import Model
from django.utils import timezone
from django_tasks.base import Task

import content_import
import courses
import infrastructure
import lms
import people
import search
from content_import.health.models import HealthReport
from content_import.hosts.models import HostFetch
from content_import.material.models import MaterialImport
from lms.export.models import ModuleExport

#: the model whose row a requested task is about
ROWS: dict[str, type[Model]] = {
    "check_package_health": HealthReport,
    "fetch_from_host": HostFetch,
    "import_material": MaterialImport,
    "build_export": ModuleExport,
}
#: nobody waits for it, and it is made up for every night
UNAWAITED = {"reproject_unit"}


def tasks_of_requests() -> set[str]:
    """Return the names of the tasks that take a row: those of every minute and night take none."""
    names = set()
    for package in (content_import, courses, infrastructure, lms, people, search):
        modules = pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        for name in (module.name for module in modules if module.name.endswith(".tasks")):
            for task in vars(import_module(name)).values():
                if isinstance(task, Task) and inspect.signature(task.func).parameters:
                    names.add(task.func.__name__)
    return names


def test_each_requested_task_has_a_row_with_its_state() -> None:
    assert tasks_of_requests() == ROWS.keys() | UNAWAITED


@pytest.mark.parametrize("task", sorted(ROWS))
def test_row_that_waits_for_a_day_is_shown_as_interrupted(task: str) -> None:
    def row(hours: int) -> Any:
        moment = timezone.now() - dt.timedelta(hours=hours)
        created = "started_at" if task == "build_export" else "created_at"
        return ROWS[task](state="waiting", **{created: moment})

    assert [row(hours).is_overdue for hours in (0, 24)] == [False, True]
