"""The gunicorn worker: waitress receives requests and sends responses outside the application's threads.

Decision 0020 compares it with other servers. It listens on TCP sockets only.
"""

from __future__ import annotations

import logging
import os
import resource
import time
from http import HTTPStatus
from pathlib import Path
from typing import Any

from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, ThreadedTaskDispatcher

#: of the headers of one request
MAX_HEADER_BYTES = 64 * 1024
#: of a body. The application limits bodies by address (COMMIT_MAX_BYTES, PACKAGE_MAX_BYTES).
MAX_BODY_BYTES = 2 * 1024**3
MAX_OPEN_FILES = 4_096


class RefusalTask(ErrorTask):
    """Answers a request that cannot be read with a page in both languages."""

    page = (Path(__file__).resolve().parents[1] / "templates/errors/request_refused.html").read_bytes()

    def execute(self) -> None:
        """Send the page, or waitress's own answer to what is the server's fault."""
        error = self.request.error
        if error.code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            super().execute()
            return
        self.status = f"{error.code} {error.reason}"
        self.response_headers += [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        self.set_close_on_finish()
        self.content_length = len(self.page)
        self.write(self.page)


class TimedChannel(HTTPChannel):
    """A connection that records when its current request began."""

    error_task_class = RefusalTask

    #: how long the headers of a request may take
    header_seconds = 20
    #: how long a body may take, and the average speed that gives it more time
    body_seconds = 30
    body_bytes_per_second = 500

    begun_at = 0.0

    def received(self, data: bytes) -> bool:
        """Receive a part of a request."""
        if self.request is None:
            self.begun_at = time.time()
        return bool(super().received(data))

    def is_idle(self) -> bool:
        """Return whether no request is being received or answered."""
        return not (self.requests or self.request or self.total_outbufs_len)

    def is_too_slow(self, now: float) -> bool:
        """Return whether the request that is being received has exceeded its time limit."""
        if self.requests or self.request is None:
            return False
        elapsed = now - self.begun_at
        if not self.request.headers_finished:
            return elapsed > self.header_seconds
        return elapsed > self.body_seconds + self.request.body_bytes_received / self.body_bytes_per_second


class TimedServer(TcpWSGIServer):
    """Waitress with time limits for each request, on a socket that gunicorn has bound."""

    def maintenance(self, now: float) -> None:
        """Close connections that are idle, or whose request takes too long to arrive."""
        super().maintenance(now)
        for channel in self.active_channels.values():
            if channel.is_too_slow(now):
                channel.will_close = True

    def close_idle(self) -> int:
        """Close connections without a request, as when the server stops; return how many are open."""
        for channel in self.active_channels.values():
            if channel.is_idle():
                channel.will_close = True
        return len(self.active_channels)


class BufferedWorker(Worker):
    """A gunicorn worker whose threads only meet requests that have been received in full."""

    #: how long a connection may stay open without any data
    idle_seconds = 75
    #: how often the time limits are enforced
    check_seconds = 5
    channel_class = TimedChannel

    def run(self) -> None:
        """Serve until gunicorn ends the worker or its master is gone."""
        # "Task queue depth is 1" is no news: requests wait for a thread as they wait for one elsewhere.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        dispatcher = ThreadedTaskDispatcher()
        dispatcher.set_thread_count(self.cfg.threads)
        sockets: dict[int, Any] = {}
        servers = [self._server(bound.sock, sockets, dispatcher) for bound in self.sockets]
        while self.alive and self.ppid == os.getppid():
            self._poll(sockets, until=time.monotonic() + 1)
        self._finish(servers, sockets)
        dispatcher.shutdown(cancel_pending=True, timeout=1)

    def _server(self, bound: Any, sockets: dict[int, Any], dispatcher: ThreadedTaskDispatcher) -> TimedServer:
        adjustments = Adjustments(
            sockets=[bound],
            threads=self.cfg.threads,
            # A connection may hold two temporary files, for its request and its response.
            connection_limit=_raise_open_files() // 4,
            channel_timeout=self.idle_seconds,
            cleanup_interval=self.check_seconds,
            max_request_header_size=MAX_HEADER_BYTES,
            max_request_body_size=MAX_BODY_BYTES,
            # Whose headers about the client are believed is the application's matter (TRUSTED_PROXIES).
            clear_untrusted_proxy_headers=False,
            ident="",
        )
        server = TimedServer(
            self.wsgi,
            map=sockets,
            _sock=bound,
            dispatcher=dispatcher,
            adj=adjustments,
            sockinfo=(bound.family, bound.type, bound.proto, bound.getsockname()),
            bind_socket=False,
        )
        server.channel_class = self.channel_class
        return server

    def _poll(self, sockets: dict[int, Any], until: float) -> None:
        """Receive and send until a moment, and report to gunicorn that the worker is alive."""
        self.notify()
        while self.alive and time.monotonic() < until:
            wasyncore.loop(timeout=0.5, use_poll=True, map=sockets, count=1)

    def _finish(self, servers: list[TimedServer], sockets: dict[int, Any]) -> None:
        """Accept nothing more, and answer what has begun to arrive within gunicorn's graceful time-out."""
        for server in servers:
            server.accepting = False
        end = time.monotonic() + self.cfg.graceful_timeout
        while sum(server.close_idle() for server in servers) and time.monotonic() < end:
            self.notify()
            wasyncore.loop(timeout=0.1, use_poll=True, map=sockets, count=1)


def _raise_open_files() -> int:
    """Raise the limit of open files as far as allowed and useful; return it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < MAX_OPEN_FILES:
        soft = MAX_OPEN_FILES if hard == resource.RLIM_INFINITY else min(MAX_OPEN_FILES, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return min(soft, MAX_OPEN_FILES)
