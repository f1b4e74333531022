"""Concurrent HTTP clients in one thread, with little CPU since they share the cores with the server.

A script is a generator that yields requests and is sent the responses. Each runs over a connection of its
own, without a pause between a response and the next request unless the request has `after`.
"""

from __future__ import annotations

import heapq
import itertools
import math
import re
import selectors
import socket
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CLOSES = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
PATIENCE = 60


class Unexpected(Exception):
    """A response after which a session cannot continue."""


@dataclass(frozen=True)
class Request:
    """The bytes of a request; `kind` is the name of its row in the figures."""

    kind: str
    wire: bytes
    #: seconds to wait before the request
    after: float = 0.0


@dataclass(frozen=True)
class Answer:
    status: int
    head: bytes
    body: bytes

    def expect(self, *statuses: int) -> Answer:
        if self.status not in statuses:
            raise Unexpected(f"{self.status} {self.body[:200]!r}")
        return self


Script = Generator[Request, Answer, None]


def request(
    kind: str, host: str, path: str, *, body: bytes = b"", head: str = "", after: float = 0.0
) -> Request:
    """Return a GET, or a POST with a body; `head` has further header lines, each ending with CR LF."""
    method, length = ("POST", f"Content-Length: {len(body)}\r\n") if body else ("GET", "")
    wire = f"{method} {path} HTTP/1.1\r\nHost: {host}\r\n{head}{length}\r\n".encode() + body
    return Request(kind, wire, after)


@dataclass
class Outcome:
    """The figures of a run."""

    #: seconds of each answered request, by kind
    latencies: dict[str, list[float]] = field(default_factory=dict)
    finished: int = 0
    errors: list[str] = field(default_factory=list)
    seconds: float = 0.0
    #: CPU seconds of this process, the cost of the load itself
    client_cpu: float = 0.0

    @property
    def requests(self) -> int:
        return sum(map(len, self.latencies.values()))

    def p95(self, kind: str) -> float:
        """Return the 95th percentile of the latencies in milliseconds."""
        return percentile(self.latencies.get(kind, []), 95) * 1_000


def percentile(values: list[float], percent: float) -> float:
    ordered = sorted(values)
    return ordered[max(math.ceil(len(ordered) * percent / 100) - 1, 0)] if ordered else math.nan


def play(port: int, scripts: Iterator[Script], at_once: int) -> Outcome:
    """Run all `scripts`, `at_once` of them concurrently."""
    outcome = Outcome()
    began, cpu = time.perf_counter(), time.process_time()
    with selectors.DefaultSelector() as selector:
        pauses = _Pauses()
        playing = {_Player(port, selector, outcome, pauses) for _ in range(at_once)}
        playing = {player for player in playing if player.begin(scripts)}
        while playing:
            pauses.end()
            ready = selector.select(pauses.seconds_left())
            if not ready and not pauses.waiting:
                outcome.errors += ["no answer within a minute"] * len(playing)
                break
            for key, _ in ready:
                if not key.data.receive() and not key.data.begin(scripts):
                    playing.discard(key.data)
    outcome.seconds, outcome.client_cpu = time.perf_counter() - began, time.process_time() - cpu
    return outcome


class _Pauses:
    """A priority queue of requests that are due later."""

    def __init__(self) -> None:
        self.waiting: list[tuple[float, int, _Player, Request]] = []
        self._numbers = itertools.count()

    def begin(self, player: _Player, next_request: Request) -> None:
        moment = time.perf_counter() + next_request.after
        heapq.heappush(self.waiting, (moment, next(self._numbers), player, next_request))

    def end(self) -> None:
        """Send the requests that are due."""
        while self.waiting and self.waiting[0][0] <= time.perf_counter():
            moment, _, player, next_request = heapq.heappop(self.waiting)
            player.send_after_pause(next_request, moment)

    def seconds_left(self) -> float:
        return max(self.waiting[0][0] - time.perf_counter(), 0) if self.waiting else PATIENCE


class _Player:
    """A client that runs one script at a time over one connection."""

    def __init__(
        self, port: int, selector: selectors.BaseSelector, outcome: Outcome, pauses: _Pauses
    ) -> None:
        self.port, self.selector, self.outcome, self.pauses = port, selector, outcome, pauses

    def begin(self, scripts: Iterator[Script]) -> bool:
        """Start the next script; return False if there is none."""
        script = next(scripts, None)
        if script is None:
            return False
        next_request = next(script, None)
        if next_request is None:
            return self.begin(scripts)
        self.script = script
        self._connect()
        self._schedule(next_request)
        return True

    def _connect(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port), PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.selector.register(self.socket, selectors.EVENT_READ, self)

    def _disconnect(self) -> None:
        self.selector.unregister(self.socket)
        self.socket.close()

    def _schedule(self, next_request: Request) -> None:
        if next_request.after:
            # The server closes idle connections, as it does for browsers.
            self._disconnect()
            self.pauses.begin(self, next_request)
        else:
            self._send(next_request, time.perf_counter())

    def send_after_pause(self, next_request: Request, moment: float) -> None:
        """Send a request due at `moment`; delay and reconnection count as latency."""
        self._connect()
        self._send(next_request, moment)

    def _send(self, next_request: Request, since: float) -> None:
        self.kind, self.received, self.due_at = next_request.kind, b"", since
        self.socket.sendall(next_request.wire)

    def receive(self) -> bool:
        """Read the received data; return False if the script has ended."""
        try:
            chunk = self.socket.recv(262_144)
            if not chunk and not self.received:
                raise Unexpected("the connection was closed")
            self.received += chunk
            answer = _answer(self.received, is_closed=not chunk)
            if answer is None:
                return True
            self.outcome.latencies.setdefault(self.kind, []).append(time.perf_counter() - self.due_at)
            next_request = self.script.send(answer)
            if _CLOSES.search(answer.head):
                self._disconnect()
                self._connect()
            self._schedule(next_request)
            return True
        except StopIteration:
            self.outcome.finished += 1
        except (Unexpected, OSError) as error:
            self.outcome.errors.append(f"{self.kind}: {error}")
        self._disconnect()
        return False


def _answer(received: bytes, *, is_closed: bool) -> Answer | None:
    """Return the response if it is complete. Raise Unexpected if it was cut off."""
    head, separator, body = received.partition(b"\r\n\r\n")
    if not separator:
        return _unless(is_closed)
    length = _LENGTH.search(head)
    if length is not None:
        if len(body) < int(length[1]):
            return _unless(is_closed)
    elif _CHUNKED.search(head):
        if not body.endswith(b"0\r\n\r\n"):
            return _unless(is_closed)
        body = _unchunked(body)
    elif not is_closed:
        return None
    return Answer(int(head[9:12]), head, body)


def _unless(is_closed: bool) -> None:
    if is_closed:
        raise Unexpected("the connection was closed in the middle")


def _unchunked(body: bytes) -> bytes:
    whole = b""
    while body:
        size, _, body = body.partition(b"\r\n")
        whole += body[: int(size, 16)]
        body = body[int(size, 16) + 2 :]
    return whole
