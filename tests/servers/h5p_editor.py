"""The editor's service (services/h5p) on this machine, with the client files of an old release from npm.

The present client is on no registry. npm's h5p 0.11.0 has one of before; it is downloaded into a folder that
is kept, and never committed.
"""

from __future__ import annotations

import fcntl
import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.servers.mail_server import free_port

ROOT = Path(__file__).parents[2]
SERVICE = ROOT / "services/h5p"
CACHE = SERVICE / "data/client_of_tests"
CLIENT = CACHE / "node_modules/h5p/lib/assets/h5p-core"
SECRET = "hemligt " * 5
INSTALL_SECONDS = 150
START_SECONDS = 40
#: script/setup installs Node here where the machine has none
WITH_NODE = {**os.environ, "PATH": f"{os.environ.get('PATH', '')}:{ROOT / '.venv/bin'}"}


def _npm(*arguments: str) -> None:
    options = ("--ignore-scripts", "--no-audit", "--no-fund", "--silent")
    command = ["npm", *arguments, *options]
    subprocess.run(command, check=True, timeout=INSTALL_SECONDS, capture_output=True, env=WITH_NODE)  # noqa: S603 - npm of this machine


def install_editor() -> None:
    """Install the service and the old client unless they are there; skip the test where npm can't."""
    SERVICE.joinpath("data").mkdir(exist_ok=True)
    with (SERVICE / "data/install.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # other workers of the same run install it, too
        _install()


def _install() -> None:
    try:
        if not (SERVICE / "node_modules/@lumieducation").exists():
            _npm("ci", "--prefix", str(SERVICE))
        if not CLIENT.exists():
            CACHE.mkdir(parents=True, exist_ok=True)
            _npm("install", "--prefix", str(CACHE), "--no-save", "h5p@0.11.0")
    except (OSError, subprocess.SubprocessError) as error:
        if os.environ.get("H5P_EDITOR_TESTS") == "required":
            raise
        pytest.skip(f"npm can't install the H5P editor, so it is not tested: {error}")


class EditorServer:
    """The service with its data in a folder; killed and started again, it has the same address."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.origin = f"http://localhost:{free_port()}"
        client = data / "client"
        client.mkdir(parents=True)
        (client / "core").symlink_to(CLIENT / "library")
        (client / "editor").symlink_to(CLIENT / "editor")
        values = {"URL": self.origin, "SECRET": SECRET, "DATA": str(data), "CLIENT": str(client)}
        self._environment = {**WITH_NODE, **{f"H5P_EDITOR_{name}": value for name, value in values.items()}}

    def start(self) -> None:
        self._process = subprocess.Popen(["node", "server.js"], cwd=SERVICE, env=self._environment)  # noqa: S607 - node of this machine
        _wait_for(self.origin, self._process)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def answer_without_body(self, method: str, path: str, **headers: str) -> int:
        """Return the status of the answer to a request that announces 900 MB and sends none of them."""
        address = urlsplit(self.origin)
        host, port = str(address.hostname), address.port or 0
        lines = [f"{method} {path} HTTP/1.1", f"Host: {address.netloc}", "Content-Length: 900000000"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        with socket.create_connection((host, port), timeout=5) as connection:
            connection.sendall("\r\n".join([*lines, "", ""]).encode())
            return int(connection.recv(4096).split()[1])


@contextmanager
def running_editor(data: Path) -> Iterator[EditorServer]:
    """Run the service with its data in a folder that does not have any."""
    install_editor()
    server = EditorServer(data)
    try:
        server.start()
        yield server
    finally:
        server.kill()


def _wait_for(origin: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(f"{origin}/health", timeout=2).close()  # noqa: S310 - our own server
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the H5P editor did not start")
