"""HTTP client of the learning record store (xAPI 1.0.3 Communication, 2.1)."""

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
#: seconds to connect, and between two bytes of a response
TIMEOUT = (5.0, 20.0)
#: bytes of a response that are read and stored
ANSWER_BYTES = 2_000
#: status codes that mean permanent refusal of the statements
_ABOUT_THE_STATEMENTS = frozenset(
    {HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNPROCESSABLE_ENTITY}
)


class Unavailable(Exception):
    """The record store accepted nothing at present: the batch is sent again later."""

    def __init__(self, reason: str, *, wait: float | None = None, is_fault: bool = False) -> None:
        super().__init__(reason)
        #: seconds of the Retry-After header
        self.wait = wait
        #: True for status 500, which may be caused by the statement
        self.is_fault = is_fault


class Refused(Exception):
    """The record store permanently refuses at least one of the statements; the message is its response."""


class AlreadyStored(Exception):
    """The record store has another form of a statement under the same identifier (409)."""


@dataclass
class RecordStore:
    """The record store of the settings, as a context manager with an HTTP session."""

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
        """Send the statements in one POST request, in their order; the store accepts all of them or none.

        Works only within the context manager. Raises AlreadyStored for 409, Refused for 400, 413 and 422, and
        Unavailable for any other status (such as 401 and redirects) and without a response. See
        Communication, 2.1.2.
        """
        body = json.dumps(list(statements), ensure_ascii=False).encode()
        status, content, wait = self._request("POST", "statements", body)
        if status in (HTTPStatus.OK, HTTPStatus.NO_CONTENT):
            return
        answer = f"{status}: {content}"
        if status == HTTPStatus.CONFLICT:
            raise AlreadyStored(answer)
        if status in _ABOUT_THE_STATEMENTS:
            raise Refused(answer)
        raise Unavailable(answer, wait=wait, is_fault=status == HTTPStatus.INTERNAL_SERVER_ERROR)

    def is_available(self) -> bool:
        """Return True if the store responds (About, Communication 2.8)."""
        try:
            return self._request("GET", "about")[0] == HTTPStatus.OK
        except Unavailable:
            return False

    def _request(
        self, method: str, resource: str, body: bytes | None = None
    ) -> tuple[int, str, float | None]:
        """Return the status, the beginning of the response and the seconds to wait.

        Redirects are not followed, since they would send the password to another host.
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
                content = next(answer.iter_content(ANSWER_BYTES), b"").decode("utf-8", errors="replace")
                return (
                    answer.status_code,
                    content.replace("\x00", ""),
                    _wait(answer.headers.get("Retry-After")),
                )
        except requests.RequestException as error:
            raise Unavailable(f"{type(error).__name__}: {error}"[:ANSWER_BYTES]) from error


def _wait(header: str | None) -> float | None:
    """Return the seconds of a Retry-After header, which has seconds or a date (RFC 9110, 10.2.3)."""
    if not header:
        return None
    if header.isdecimal():
        return float(header)
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    return max((moment - timezone.now()).total_seconds(), 0.0) if moment.tzinfo else None
