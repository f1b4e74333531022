"""A gunicorn of the soak's own that can be killed and come back on the same port."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time

WORKERS, THREADS = 2, 4


class Server:
    """The site with its content origins, as `script/server` starts it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.start()

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [sys.executable, "-W", "ignore", "-m", "gunicorn", "lms.wsgi:application", "--preload"]
        command += ["--workers", str(WORKERS), "--threads", str(THREADS), "--log-level", "critical"]
        command += ["--bind", f"127.0.0.1:{self.port}"]
        environment = {**os.environ, "PORT": str(self.port)}
        # a session of its own, so that all of it can be killed at once
        self.process = subprocess.Popen(command, env=environment, start_new_session=True)  # noqa: S603
        while not self._answers():
            time.sleep(0.05)

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", "/static/manifest", headers={"Host": f"localhost:{self.port}"})
            connection.getresponse().read()
        except OSError:
            return False
        finally:
            connection.close()
        return True

    def kill(self) -> None:
        """SIGKILL for the master and its workers: nothing is said goodbye to."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
