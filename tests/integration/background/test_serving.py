"""`script/serve` as a process: its workers run queued tasks, and end with it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings as project
from django.db import connection
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from infrastructure.tasks.tasks import clear_old_sessions

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="Reads the processes from /proc"),
]

#: seconds; loading the site takes a busy machine long
TIMEOUT = 120


def eventually(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + TIMEOUT
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def database_url() -> str:
    """The tests' own database, for another process."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    return f"postgres://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"


def members(group: int) -> set[int]:
    """The processes of a process group that are alive (a zombie is not)."""
    alive = set()
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _parent, its_group = entry.read_text().rpartition(")")[2].split()[:3]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(its_group) == group and state != "Z":
            alive.add(int(entry.parent.name))
    return alive


@pytest.fixture
def server(queue: None, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    environment = {
        **os.environ,
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "lms.settings.development",
        "PORT": port,
        "WORKERS": "1",
    }
    process = subprocess.Popen(  # noqa: S603 - ourselves
        [str(Path(project.BASE_DIR) / "script/serve")], env=environment, start_new_session=True
    )
    yield process
    if members(process.pid):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def is_done(result_id: str) -> bool:
    return DBTaskResult.objects.get(pk=result_id).status == TaskResultStatus.SUCCESSFUL


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_server_when_ended_has_done_its_tasks_and_leaves_no_process(
    server: subprocess.Popen[bytes], end: signal.Signals
) -> None:
    queued = [clear_old_sessions.enqueue().id, clear_old_sessions.using(queue_name="slow").enqueue().id]
    assert eventually(lambda: all(map(is_done, queued)))

    server.send_signal(end)
    server.wait(timeout=60)

    assert eventually(lambda: not members(server.pid))


def test_worker_when_killed_is_started_anew(server: subprocess.Popen[bytes]) -> None:
    first = clear_old_sessions.enqueue().id
    assert eventually(lambda: is_done(first))

    worker = int(DBTaskResult.objects.get(pk=first).worker_ids[-1].split(".")[-2])
    os.kill(worker, signal.SIGKILL)
    second = clear_old_sessions.enqueue().id

    assert eventually(lambda: is_done(second))
