"""Run by test_killed_imports: imports in child processes that are killed at points of their own.

Prints one JSON object per point: its name, the child's end, and the remains after the kill and after a sweep.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402 - Django must be set up first
from django.core.files.storage import storages  # noqa: E402
from django.db import connections  # noqa: E402

from content_import.archives.archive import MemberReader  # noqa: E402
from content_import.packages import actions  # noqa: E402
from courses.models import Package  # noqa: E402
from tests.factories.packages import archive  # noqa: E402

FILES = {f"film/{number}.bin": os.urandom(200_000) for number in range(5)}


def die(*args: object, **kwargs: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def at_call(number: int, function: Callable[..., Any], *, after: bool = False) -> Callable[..., Any]:
    """Return `function` wrapped to kill the process before (or after) its call with that number."""
    calls = 0

    def dying(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == number and not after:
            die()
        result = function(*args, **kwargs)
        if calls == number:
            die()
        return result

    return dying


def patch(owner: Any, name: str, number: int = 1, *, after: bool = False) -> Callable[[], None]:
    return lambda: setattr(owner, name, at_call(number, getattr(owner, name), after=after))


def points() -> Iterator[tuple[str, Callable[[], None]]]:
    storage = storages["packages"]
    yield "reading the archive", patch(MemberReader, "readinto", 4)
    yield "holding the lock, before the row", patch(actions, "_insert")
    yield "saving the row", patch(Package, "save", after=True)
    yield "after the row", patch(actions, "_insert", after=True)
    yield "before the first file", patch(storage, "save")
    yield "after the first file", patch(storage, "save", after=True)
    yield "amid a file", patch(MemberReader, "readinto", 22)
    yield "before the last file", patch(storage, "save", 7)
    yield "after the last file, before the disk has it", patch(os, "sync")
    yield "before it is ready", patch(actions.ImportPackage, "_mark_ready")
    yield "within the last transaction", patch(Package, "save", 2, after=True)


def left() -> dict[str, int]:
    folders = [Path(storages["packages"].location), Path(settings.DATA_DIR) / "tmp"]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return {"rows": Package.objects.count(), "files": len(files)}


def import_and_die(arm: Callable[[], None]) -> int:
    """Return the signal that ended a child which imports, 0 when it exited normally."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        arm()
        actions.ImportPackage(archive=archive(files=FILES), title="Dödad", by=None).run()
        os._exit(0)
    _child, status = os.waitpid(child, 0)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


for name, arm in points():
    ended_by = import_and_die(arm)
    after_kill = left()
    swept = actions.sweep_unfinished_imports()
    row = {"point": name, "signal": ended_by, "after_kill": after_kill, "swept": swept, "left": left()}
    sys.stdout.write(json.dumps(row) + "\n")
