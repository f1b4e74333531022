"""A gunicorn of the soak's own that can be killed and comes back on the same port in a moment.

Loading the site takes seconds, in which nothing can be killed. So a process of its own loads it once and
makes every server out of itself: after a kill a new one answers as soon as it has been forked.
"""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress

WORKERS, THREADS = 2, 4
PATIENCE = 120


class Server:
    """The site with its content origins, as `script/server` serves it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._group = 0
        self._maker = subprocess.Popen(  # noqa: S603 - ours
            [sys.executable, "-W", "ignore", "-m", "tests.soak.play.server", str(port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.start()

    @property
    def is_up(self) -> bool:
        return bool(self._group)

    def start(self) -> None:
        """Start it and wait until it answers."""
        if self._group:
            return
        assert self._maker.stdin
        assert self._maker.stdout
        self._maker.stdin.write("\n")
        self._maker.stdin.flush()
        self._group = int(self._maker.stdout.readline())
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            if time.monotonic() > deadline:
                raise TimeoutError("The server did not come back")
            time.sleep(0.02)

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", "/static/manifest", headers={"Host": f"narlara.localhost:{self.port}"})
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        return True

    def kill(self) -> None:
        """SIGKILL for the master and its workers: nothing is said goodbye to."""
        if self._group:
            os.killpg(self._group, signal.SIGKILL)
        self._group = 0

    def end(self) -> None:
        """Kill it, and what makes it."""
        self.kill()
        self._maker.kill()
        self._maker.wait()


def make_servers(port: int) -> None:
    """Fork a server for each line that is read, and write its process group."""
    from django.template.loader import get_template
    from django.urls import get_resolver
    from django.utils import translation
    from gunicorn.app.base import BaseApplication
    from gunicorn.arbiter import Arbiter

    from lms.wsgi import application

    # what a first request would load
    get_resolver()._populate()
    with translation.override("sv"):
        translation.gettext("Continue")
    for template in ("tracking/player.html", "tracking/shell.html", "base.html"):
        get_template(template)

    class Site(BaseApplication):
        def load_config(self) -> None:
            settings = {"bind": f"127.0.0.1:{port}", "workers": WORKERS, "threads": THREADS}
            settings["worker_class"] = "infrastructure.http.buffered_worker.BufferedWorker"
            for name, value in {**settings, "loglevel": "critical"}.items():
                self.cfg.set(name, value)

        def load(self) -> object:
            return application

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # what was killed leaves nothing behind
    for _line in sys.stdin:
        wait_for_port(port)
        child = os.fork()
        if not child:
            os.setpgid(0, 0)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.close(sys.stdin.fileno())
            Arbiter(Site()).run()
            os._exit(0)
        with suppress(PermissionError):  # the child has done it by itself
            os.setpgid(child, child)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


def wait_for_port(port: int) -> None:
    """Wait until the system has taken the port back from what was killed."""
    while True:
        with socket.socket() as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind(("127.0.0.1", port))
            except OSError:
                time.sleep(0.02)
            else:
                return


if __name__ == "__main__":
    make_servers(int(sys.argv[1]))
