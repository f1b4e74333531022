"""The real queue, where the other tests have their tasks done at once."""

from typing import Any

import pytest


@pytest.fixture
def queue(settings: Any) -> None:
    backend = {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": settings.TASK_QUEUES}
    settings.TASKS = {"default": backend}
