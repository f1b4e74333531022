"""The gunicorn worker: waitress receives requests and sends responses outside the application's threads.

Decision 0020 compares it with other servers. It listens on TCP sockets only.
"""

from __future__ import annotations

import logging
import os
import resource
import socket
import time
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, ThreadedTaskDispatcher
from waitress.utilities import Error as HTTPError

from infrastructure.http.body_budget import BodyBudget, SharedCounts
from infrastructure.http.client_address import Network, client_address, network_of, parse_networks
from infrastructure.http.origins import content_label
from infrastructure.http.request_parser import RequestParser, TooManyCookiesError

#: of the headers of one request
MAX_HEADER_BYTES = 64 * 1024
#: of a body. The application limits bodies by address (COMMIT_MAX_BYTES, PACKAGE_MAX_BYTES).
MAX_BODY_BYTES = 2 * 1024**3
#: of a body in memory. Larger ones are in a temporary file and are limited in total.
MEMORY_BODY_BYTES = 512 * 1024
#: after which a client whose body was refused may try again
RETRY_SECONDS = 60
MAX_OPEN_FILES = 4_096


class NoRoomError(HTTPError):
    """The error for a body that the budget of request bodies has no room for."""

    code = HTTPStatus.SERVICE_UNAVAILABLE.value
    reason = HTTPStatus.SERVICE_UNAVAILABLE.phrase


class RefusalTask(ErrorTask):
    """The response to a request that cannot be received: a page in both languages.

    Content hosts have pages without links, which the player's frame can show.
    """

    templates = Path(__file__).resolve().parents[2] / "templates/errors"
    pages: ClassVar[dict[str, bytes]] = {path.stem: path.read_bytes() for path in templates.glob("*.html")}

    def execute(self) -> None:
        """Send the page, or waitress's own answer to what is the server's fault."""
        self.channel.is_refused = True
        error = self.request.error
        if isinstance(error, NoRoomError):
            self.response_headers.append(("Retry-After", str(RETRY_SECONDS)))
            self._send("no_room")
        elif isinstance(error, TooManyCookiesError):
            # All cookies: the browser does not send which were planted, and for which path.
            self.response_headers.append(("Clear-Site-Data", '"cookies"'))
            self._send("cookies_refused")
        elif error.code < HTTPStatus.INTERNAL_SERVER_ERROR:
            self._send("request_refused")
        else:
            super().execute()

    def _send(self, name: str) -> None:
        is_content = content_label(self.request.refused_host) is not None
        ancestors = f"'self' {settings.SITE_ORIGIN}" if is_content else "'none'"
        # "no_room" has no page for content: a large body comes from a script, so no frame shows the response
        page = self.pages.get(f"{name}_content" if is_content else name, self.pages[name])
        self.status = f"{self.request.error.code} {self.request.error.reason}"
        self.response_headers += [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Security-Policy", f"default-src 'none'; frame-ancestors {ancestors}"),
            ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "no-store"),
        ]
        self.set_close_on_finish()
        self.content_length = len(page)
        self.write(page)


class TimedChannel(HTTPChannel):
    """A connection that records when its current request began."""

    error_task_class = RefusalTask
    parser_class = RequestParser

    #: how long the headers of a request may take
    header_seconds = 20
    #: how long a body may take, and the average speed that gives it more time
    body_seconds = 30
    body_bytes_per_second = 500
    #: a body on disk must keep up that speed in each of these spans too: it uses room that others need
    stall_seconds = 75
    #: how long the rest of a refused request is received and dropped. Closing at once would reset the
    #: connection, and the client lose the answer.
    drain_seconds = 30

    begun_at = 0.0
    #: what had arrived of the body at the beginning of the present span
    span_begun_at = 0.0
    span_begun_bytes = 0
    request: RequestParser | None
    close_when_flushed: bool
    #: whether the connection ends with an answer to a request that was not received in full
    is_refused = False
    is_draining = False

    def received(self, data: bytes) -> bool:
        """Receive a part of a request."""
        if self.is_draining:
            return False
        if self.request is None:
            self.begun_at = self.span_begun_at = time.time()
            self.span_begun_bytes = 0
        is_received = bool(super().received(data))
        if self.request is not None and self.request.body_bytes_received > MEMORY_BODY_BYTES:
            self.server.count_body(self, self.request)
        return is_received

    def refuse(self, request: RequestParser) -> None:
        """Drop what has arrived of a body, and answer that there is no room for it."""
        with self.requests_lock:
            self.request = None
            request.error = NoRoomError("")
            request.completed = True
            self._release(request)
            self.requests.append(request)
            self.server.add_task(self)

    def service(self) -> None:
        """Answer one request; what it kept is released when it is answered."""
        request = self.requests[0]
        super().service()
        self.server.budget.release(request)

    def handle_write(self) -> None:
        """Send what waits to be sent; after a refusal, receive and drop the rest before closing."""
        if not (self.is_refused and self.close_when_flushed) or self.will_close:
            super().handle_write()
            return
        self._flush_exception(self._flush_some)
        if self.connected and not self.total_outbufs_len:
            self.close_when_flushed = False
            self.is_draining = True
            self.begun_at = time.time()
            with suppress(OSError):  # the client may be gone
                self.socket.shutdown(socket.SHUT_WR)

    def handle_close(self) -> None:
        """Close the connection, and release an unfinished body."""
        super().handle_close()
        if self.request is not None:
            self._release(self.request)

    def _release(self, request: RequestParser) -> None:
        request.close()
        self.server.budget.release(request)

    def is_idle(self) -> bool:
        """Return whether no request is being received or answered."""
        return not (self.requests or self.request or self.total_outbufs_len)

    def is_too_slow(self, now: float) -> bool:
        """Return whether the request that is being received has exceeded its time limit."""
        if self.is_draining:
            return now - self.begun_at > self.drain_seconds
        if self.requests or self.request is None:
            return False
        elapsed, arrived = now - self.begun_at, self.request.body_bytes_received
        if not self.request.headers_finished:
            return elapsed > self.header_seconds
        if elapsed > self.body_seconds + arrived / self.body_bytes_per_second:
            return True
        return arrived > MEMORY_BODY_BYTES and self._has_stalled(now, arrived)

    def _has_stalled(self, now: float, arrived: int) -> bool:
        """Return whether a span has ended in which too little arrived; begin the next one otherwise."""
        if now - self.span_begun_at < self.stall_seconds:
            return False
        has_stalled = arrived - self.span_begun_bytes < self.stall_seconds * self.body_bytes_per_second
        self.span_begun_at, self.span_begun_bytes = now, arrived
        return has_stalled


class TimedServer(TcpWSGIServer):
    """A waitress server with limits of time and size for each request, on a socket bound by gunicorn."""

    budget: BodyBudget
    trusted_proxies: list[Network]

    def count_body(self, channel: TimedChannel, request: RequestParser) -> None:
        """Count what has arrived of a large body; beyond a limit, refuse the newest of this process."""

        def find_network() -> str:
            forwarded_for = request.headers.get("X_FORWARDED_FOR", "")
            return network_of(client_address(channel.addr[0], forwarded_for, self.trusted_proxies))

        self.budget.count(request, find_network)
        if competitors := self.budget.competitors(request):
            unfinished = [one for one in self.active_channels.values() if one.request in competitors]
            newest = max(unfinished, key=lambda one: one.begun_at)
            newest.refuse(newest.request)

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
    """A gunicorn worker whose threads only process requests that have been received in full."""

    #: how long a connection may stay open without any data
    idle_seconds = 75
    #: how often the time limits are enforced
    check_seconds = 5
    channel_class = TimedChannel
    #: made in the process that forks the workers, as they are
    counts = SharedCounts()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.row = self.counts.allocate_row(self)

    def run(self) -> None:
        """Serve until gunicorn ends the worker or its master is gone."""
        # "Task queue depth is 1" is normal: requests wait for a thread as in any server.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        dispatcher = ThreadedTaskDispatcher()
        dispatcher.set_thread_count(self.cfg.threads)
        sockets: dict[int, Any] = {}
        budget = BodyBudget(
            self.counts,
            self.row,
            total=settings.REQUEST_BODIES_MAX_BYTES,
            per_network=settings.REQUEST_BODIES_MAX_BYTES_PER_NETWORK,
        )
        servers = [self._server(bound.sock, sockets, dispatcher, budget) for bound in self.sockets]
        while self.alive and self.ppid == os.getppid():
            self._poll(sockets, until=time.monotonic() + 1)
        self._finish(servers, sockets)
        dispatcher.shutdown(cancel_pending=True, timeout=1)
        self.counts.clear(self.row)

    def _server(
        self, bound: Any, sockets: dict[int, Any], dispatcher: ThreadedTaskDispatcher, budget: BodyBudget
    ) -> TimedServer:
        adjustments = Adjustments(
            sockets=[bound],
            threads=self.cfg.threads,
            # A connection may hold two temporary files, for its request and its response.
            connection_limit=_raise_open_files() // 4,
            channel_timeout=self.idle_seconds,
            cleanup_interval=self.check_seconds,
            max_request_header_size=MAX_HEADER_BYTES,
            max_request_body_size=min(MAX_BODY_BYTES, settings.REQUEST_BODIES_MAX_BYTES_PER_NETWORK),
            inbuf_overflow=MEMORY_BODY_BYTES,
            # The application decides whose headers about the client are trusted (TRUSTED_PROXIES).
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
        server.budget = budget
        server.trusted_proxies = parse_networks(settings.TRUSTED_PROXIES)
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
