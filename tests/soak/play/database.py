"""A throw-away PostgreSQL that can be killed during play."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path


class Database:
    """A cluster of its own on a free port of this machine, with what is durable left as it is by default."""

    def __init__(self) -> None:
        programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        if not programs:
            raise RuntimeError("Install the package postgresql first")
        self._programs = programs[-1].parent
        self._folder = Path(tempfile.mkdtemp(prefix="narlara-soak-"))
        # PostgreSQL refuses to be run by the superuser.
        self._as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self._as_postgres:
            shutil.chown(self._folder, "postgres")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self._run("initdb", "-U", "narlara", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8")
        self.start()

    @property
    def url(self) -> str:
        return f"postgres://narlara@127.0.0.1:{self._port}/postgres"

    def start(self) -> None:
        """Start it and wait until it has recovered; it may be up already."""
        options = f"-c listen_addresses=127.0.0.1 -c port={self._port}"
        options += f" -c unix_socket_directories={self._folder}"
        if not (self._folder / "data/postmaster.pid").exists():
            self._run("pg_ctl", "-l", f"{self._folder}/log", "-w", "-o", options, "start")

    def kill(self) -> None:
        """End all its processes at once, without a word to whoever is connected."""
        if (self._folder / "data/postmaster.pid").exists():
            self._run("pg_ctl", "-m", "immediate", "-w", "stop")

    def end(self) -> None:
        self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        command = [
            *self._as_postgres,
            str(self._programs / program),
            "-D",
            f"{self._folder}/data",
            *arguments,
        ]
        subprocess.run(  # noqa: S603 - ours
            command,
            cwd=self._folder,
            check=True,
            timeout=120,
            stdout=subprocess.DEVNULL,
            start_new_session=True,  # what stops the soak does not stop what it is just doing
        )


def wait_for_database() -> None:
    """Wait until the database takes connections again, and let go of those that died with it."""
    from django.db import OperationalError, connection

    deadline = time.monotonic() + 60
    while True:
        try:
            connection.close()
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return
