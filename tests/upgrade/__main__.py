"""Run by tests/integration/upgrade: migrate the stored database of an earlier version and use it.

    python -m tests.upgrade FOLDER

DATABASE_URL and DATA_DIR name an empty database and an empty folder. Writes FOLDER/result.json, and on SQLite
FOLDER/migrated.sqlite3, the database as the migrations left it.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import logging
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

import django

django.setup()

from django.conf import settings  # noqa: E402 - Django must be set up first
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import override_settings  # noqa: E402
from django_tasks_db.models import DBTaskResult  # noqa: E402

from infrastructure.tasks.abandoned import requeue_abandoned_tasks  # noqa: E402
from lms.attempts.launches.tokens import device_keys  # noqa: E402
from lms.attempts.models import Attempt, Launch  # noqa: E402
from people.models import Person  # noqa: E402
from tests.upgrade.loading import DOCUMENT_ROWS, FOLDER, load_postgresql, stored_database, unpack_files  # noqa: E402
from tests.upgrade.pages import frozen_clock, open_pages, visits_of  # noqa: E402

#: answered from what tasks derive anew: figures, statistics of questions and search
DERIVED = ("/statistik/", "/fragor/", "/sok/")


def main(folder: Path) -> None:
    stored = json.loads((FOLDER / "visits.json").read_text())
    visits = visits_of(stored["visits"])
    load()
    result: dict[str, Any] = {"stored_tasks": task_paths()}
    call_command("migrate", verbosity=0)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(folder / "migrated.sqlite3")])
    else:
        call_command("update_index", verbosity=0)
    with frozen_clock(dt.datetime.fromisoformat(stored["moment"])), override_settings(ALLOWED_HOSTS=["*"]):
        result |= {
            "migrated_tasks": task_paths(),
            "missing_migrations": missing_migrations(),
            "pages": open_pages(visits),
            "replays": replays(),
            "tasks": do_tasks(),
            "derived_pages": open_pages([visit for visit in visits if visit.path.startswith(DERIVED)]),
            "migrated_back": task_paths_before(),
            "documents_migrated_back": documents_before(),
            "signed": signed(stored),
        }
    (folder / "result.json").write_text(json.dumps(result, ensure_ascii=False))


def load() -> None:
    unpack_files(settings.DATA_DIR)
    if connection.vendor == "postgresql":
        load_postgresql()
    else:
        stored_database(connection.settings_dict["NAME"]).close()


def missing_migrations() -> str:
    """Return the changes that `makemigrations` would write, "" for none."""
    output = io.StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=output)
    except SystemExit:
        return output.getvalue()
    return ""


def replays() -> dict[str, str]:
    """Return what comparing each attempt with its journal says."""
    return {str(attempt.pk): _replay(attempt) for attempt in Attempt.objects.order_by("pk")}


def _replay(attempt: Attempt) -> str:
    output = io.StringIO()
    try:
        call_command("replay_attempt", str(attempt.pk), stdout=output)
    except Exception as error:  # noqa: BLE001 - the test shows it
        return f"{output.getvalue()}{error}"
    return output.getvalue()


def signed(stored: dict[str, Any]) -> dict[str, Any]:
    """Use what was hashed, signed or kept in a session; return what came of it."""
    saved = save(stored)
    learner = Client()
    learner.cookies[settings.SESSION_COOKIE_NAME] = stored["launch_session"]
    learner.post("/konto/logga-ut/")
    signed_in = Client().post("/konto/logga-in/", {"login": "amina", "password": stored["password"]})
    people = Person.objects.in_bulk(stored["device_keys"], field_name="username")
    return {
        "signed_in": signed_in.get("Location", ""),
        "saved": saved,
        "ending": Launch.objects.get(pk=stored["live_launch"]).ending,
        "device_keys": {name: device_keys(person.pk) for name, person in people.items()},
    }


def save(stored: dict[str, Any]) -> int:
    """Send a commit of the launch that was open; return the status of the answer."""
    cmi = {"core": {"lesson_status": "incomplete", "lesson_location": "sida-5"}}
    session = str(UUID(int=1))
    commit = {
        "sequence": 2,
        "sco": "del-1",
        "trigger": "content",
        "session": session,
        "payload": {"cmi": cmi},
    }
    response = Client().post(
        f"/l/{stored['token']}/commit",
        json.dumps(commit),
        content_type="text/plain",
        headers={"host": stored["host"]},
    )
    return response.status_code


def task_paths() -> list[tuple[str, str]]:
    return sorted(DBTaskResult.objects.values_list("status", "task_path"))


def do_tasks() -> dict[str, Any]:
    """Do what was queued, with what a worker that is gone had begun; return how everything ended."""
    results = list(DBTaskResult.objects.all())
    errors = [error for row in results for error in row.task_result.errors]
    waiting = [row.pk for row in results if row.finished_at is None]
    backend = {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": settings.TASK_QUEUES}
    with override_settings(TASKS={"default": backend}):
        requeued = requeue_abandoned_tasks()
        call_command("db_worker", batch=True, queue_name="*", startup_delay=False, verbosity=0)
    done = DBTaskResult.objects.filter(pk__in=waiting)
    return {
        "functions": sorted({row.task.func.__name__ for row in results}),
        "errors": [error.exception_class.__name__ for error in errors],
        "requeued": requeued,
        "waiting": len(waiting),
        "successful": done.successful().count(),
        "failed": list(done.failed().values_list("task_path", "traceback")),
    }


def task_paths_before() -> list[str]:
    """Return the paths of tasks that the migration's way back writes, and go forward again."""
    call_command("migrate", "background", "0002", verbosity=0)
    paths = sorted(set(DBTaskResult.objects.values_list("task_path", flat=True)))
    call_command("migrate", "background", verbosity=0)
    return paths


def documents_before() -> dict[str, list[Any]]:
    """Return the rows of documents that the way back from recordings writes, and go forward again."""
    call_command("migrate", "courses", "0018", verbosity=0)
    with connection.cursor() as cursor:
        rows = {}
        for name, sql in DOCUMENT_ROWS.items():
            cursor.execute(sql)
            rows[name] = cursor.fetchall()
    call_command("migrate", verbosity=0)
    return rows


if __name__ == "__main__":
    logging.disable(logging.ERROR)
    main(Path(sys.argv[1]))
