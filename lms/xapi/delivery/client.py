"""Talking to the learning record store (xAPI 1.0.3 Communication, 2.1): one request, one plain answer."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, Self

import requests
from django.conf import settings
from django.utils import timezone

VERSION = "1.0.3"
#: seconds to connect, and between two bytes of an answer
TIMEOUT = (5.0, 20.0)
#: how much of an answer is read and kept
ANSWER_BYTES = 2_000
#: answers about what was sent, which sending again won't change
_ABOUT_THE_STATEMENTS = frozenset(
    {HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNPROCESSABLE_ENTITY}
)


class Unavailable(Exception):
    """The record store took nothing now: what was sent is sent again later."""

    def __init__(self, reason: str, *, wait: float | None = None, is_fault: bool = False) -> None:
        super().__init__(reason)
        #: seconds that the store asked us to wait
        self.wait = wait
        #: it stumbled over what was sent (500), which may be the statement's fault
        self.is_fault = is_fault


class Refused(Exception):
    """The record store will never take at least one of the statements; its answer says why."""


class AlreadyKept(Exception):
    """The record store keeps another form of a statement under the same identifier (409)."""


@dataclass
class RecordStore:
    """The store that the settings name. A session of requests; close it when done."""

    endpoint: str
    username: str
    password: str

    @classmethod
    def of_settings(cls) -> Self:
        return cls(settings.XAPI_ENDPOINT, settings.XAPI_USERNAME, settings.XAPI_PASSWORD)

    def __enter__(self) -> Self:
        self.session = requests.Session()
        self.session.auth = (self.username, self.password) if self.username else None
        self.session.headers.update({"X-Experience-API-Version": VERSION, "User-Agent": "Narlara"})
        return self

    def __exit__(self, *_: object) -> None:
        self.session.close()

    def send(self, statements: Sequence[dict[str, Any]]) -> None:
        """POST statements in their order. Raises Unavailable, Refused and AlreadyKept.

        The store takes all of a request or nothing (Communication, 2.1.2).
        """
        body = json.dumps(list(statements), ensure_ascii=False).encode()
        status, said, wait = self._ask("POST", "statements", body)
        if status in (HTTPStatus.OK, HTTPStatus.NO_CONTENT):
            return
        answer = f"{status}: {said}"
        if status == HTTPStatus.CONFLICT:
            raise AlreadyKept(answer)
        if status in _ABOUT_THE_STATEMENTS:
            raise Refused(answer)
        raise Unavailable(answer, wait=wait, is_fault=status == HTTPStatus.INTERNAL_SERVER_ERROR)

    def is_well(self) -> bool:
        """Tell whether the store answers at all (About, Communication 2.8)."""
        try:
            return self._ask("GET", "about")[0] == HTTPStatus.OK
        except Unavailable:
            return False

    def _ask(self, method: str, resource: str, body: bytes | None = None) -> tuple[int, str, float | None]:
        """Return status, the beginning of the answer and how long to wait. Redirects are not followed:

        they would carry the password to another address.
        """
        try:
            with self.session.request(
                method,
                f"{self.endpoint}/{resource}",
                data=body,
                headers={"Content-Type": "application/json"} if body else None,
                timeout=TIMEOUT,
                allow_redirects=False,
                stream=True,
            ) as answer:
                said = next(answer.iter_content(ANSWER_BYTES), b"").decode("utf-8", errors="replace")
                return answer.status_code, said.replace("\x00", ""), _wait(answer.headers.get("Retry-After"))
        except requests.RequestException as error:
            raise Unavailable(f"{type(error).__name__}: {error}"[:ANSWER_BYTES]) from error


def _wait(written: str | None) -> float | None:
    """Return the seconds of a Retry-After header, which says seconds or a moment (RFC 9110, 10.2.3)."""
    if not written:
        return None
    if written.isdecimal():
        return float(written)
    try:
        moment = parsedate_to_datetime(written)
    except ValueError:
        return None
    return max((moment - timezone.now()).total_seconds(), 0.0) if moment.tzinfo else None
