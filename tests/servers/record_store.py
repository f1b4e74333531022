"""A learning record store over real HTTP: keeps what it is sent, by the specification, or fails as told."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.servers.statement_rules import Fault, check_statement

USERNAME, PASSWORD = "narlara", "hemligt"
#: answers a request itself and returns True, or leaves it to the store
Trouble = Callable[["Handler", list[dict[str, Any]]], bool]


class Store(ThreadingHTTPServer):
    """Keeps statements by identifier, in the order in which they came."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.kept: dict[str, dict[str, Any]] = {}
        #: identifiers as they came, also those it had already
        self.received: list[str] = []
        self.requests: list[tuple[str, str]] = []
        #: what happens to the next requests, one each
        self.troubles: deque[Trouble] = deque()
        #: what happens to every request after those
        self.always: Trouble | None = None
        #: refused, as a store may for reasons of its own
        self.poisoned: Callable[[dict[str, Any]], bool] = lambda statement: False

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/xapi"

    @property
    def verbs(self) -> list[str]:
        return [statement["verb"]["id"].rpartition("/")[2] for statement in self.kept.values()]


class Handler(BaseHTTPRequestHandler):
    """Answers as xAPI 1.0.3 Communication, 2.1.2 says."""

    server: Store

    def do_GET(self) -> None:
        self.server.requests.append(("GET", self.path))
        self.answer(200, {"version": ["1.0.3"]})

    def do_POST(self) -> None:
        self.server.requests.append(("POST", self.path))
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Authorization") != f"Basic {_login()}":
            self.answer(401, "who?")
        elif not (self.headers.get("X-Experience-API-Version") or "").startswith("1.0"):
            self.answer(400, "X-Experience-API-Version")
        elif self.path != "/xapi/statements" or self.headers["Content-Type"] != "application/json":
            self.answer(400, "not a statement")
        else:
            self.take(json.loads(raw))

    def take(self, statements: list[dict[str, Any]]) -> None:
        trouble = self.server.troubles.popleft() if self.server.troubles else self.server.always
        if trouble and trouble(self, statements):
            return
        try:
            for statement in statements:
                check_statement(statement)
        except (Fault, ValueError, KeyError, TypeError) as fault:
            self.answer(400, f"{type(fault).__name__}: {fault}")
            return
        if any(self.server.poisoned(statement) for statement in statements):
            self.answer(400, "I do not like one of these")
        elif any(self.server.kept.get(one["id"], one) != one for one in statements):
            self.answer(409, "I have another by that name")
        else:
            self.keep(statements)
            self.answer(200, [statement["id"] for statement in statements])

    def keep(self, statements: list[dict[str, Any]]) -> None:
        for statement in statements:
            self.server.received.append(statement["id"])
            self.server.kept.setdefault(statement["id"], statement)

    def answer(self, status: int, said: Any, **headers: str) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


def answers(status: int, **headers: str) -> Trouble:
    """Trouble: that answer, and nothing kept."""

    def trouble(handler: Handler, statements: list[dict[str, Any]]) -> bool:
        handler.answer(status, "trouble", **headers)
        return True

    return trouble


def keeps_and_hangs_up(handler: Handler, statements: list[dict[str, Any]]) -> bool:
    """Trouble: everything was kept, and the answer never came."""
    handler.keep(statements)
    handler.connection.close()
    return True


def never_responds(seconds: float) -> Trouble:
    """Trouble: no answer for so long."""

    def trouble(handler: Handler, statements: list[dict[str, Any]]) -> bool:
        time.sleep(seconds)
        handler.close_connection = True
        return True

    return trouble


@contextmanager
def record_store() -> Iterator[Store]:
    """A store that runs for as long as it is needed."""
    store = Store()
    thread = threading.Thread(target=store.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield store
    finally:
        store.shutdown()
        store.server_close()
        thread.join()


def _login() -> str:
    return base64.b64encode(f"{USERNAME}:{PASSWORD}".encode()).decode()
