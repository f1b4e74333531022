"""The database queue; other tests run tasks at once."""

from typing import Any

import pytest


@pytest.fixture
def queue(settings: Any) -> None:
    backend = {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": settings.TASK_QUEUES}
    settings.TASKS = {"default": backend}
