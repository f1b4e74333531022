"""Open addresses as people do, at a fixed moment, and return what the answers say as lines of text.

It uses addresses and user names alone, so that the code of an earlier version can run it too.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pypdfium2
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client
from django.utils import timezone

#: without text for people
SKIPPED = frozenset({"script", "style", "template", "svg", "noscript"})
#: attributes that are part of what a page says, by element
SHOWN = {"a": "href", "form": "action", "input": "value", "iframe": "title", "img": "alt"}
TEXT_TYPES = ("text/", "application/json")
#: what differs from one answer to the next: random keys, and a name that depends on the order of a set
NOISE = (
    (re.compile(r'"key": "[0-9a-z]{5}"'), '"key": ""'),
    (re.compile(r"(\d+) (?:loggposter för modell|sidloggposter)"), r"\1 loggposter"),
)


class AnyDatetime(type):
    """Let `isinstance` take every datetime for one of the class."""

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, dt.datetime)


@contextmanager
def frozen_clock(moment: dt.datetime) -> Iterator[None]:
    """Let the clocks stand still that pages are written by: Django's, signatures' and template tags'."""

    class FrozenDatetime(dt.datetime, metaclass=AnyDatetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> Any:
            return moment.astimezone(tz) if tz else timezone.make_naive(moment)

    names = {name: getattr(dt, name) for name in ("date", "timedelta", "timezone", "UTC")}
    clocks = {
        "django.utils.timezone.now": lambda: moment.astimezone(dt.UTC),
        "django.core.signing.time": SimpleNamespace(time=moment.timestamp),
        "django.template.defaulttags.datetime": FrozenDatetime,
        "django.contrib.humanize.templatetags.humanize.datetime": FrozenDatetime,
        "django.utils.timesince.datetime": SimpleNamespace(datetime=FrozenDatetime, **names),
    }
    with ExitStack() as stack:
        for name, clock in clocks.items():
            stack.enter_context(patch(name, clock))
        yield


@dataclass(frozen=True)
class Visit:
    """An address, and who opens it: a user name, a stored session's key, or "" for a stranger."""

    person: str
    path: str
    host: str = ""
    session: str = ""

    @property
    def key(self) -> str:
        who = self.person or ("session" if self.session else "stranger")
        return " ".join(word for word in (who, self.host, self.path) if word)


class PageText(HTMLParser):
    """The text of a page's `main` element, one line an element, with links and values of fields.

    The whole page where it has no `main`, or with `is_whole`.
    """

    def __init__(self, *, is_whole: bool) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._is_whole = is_whole
        self._skipped, self._main, self._is_other_option = 0, 0, False

    @classmethod
    def of(cls, html: str, *, is_whole: bool = False) -> list[str]:
        page = cls(is_whole=is_whole or "<main" not in html)
        page.feed(html)
        return page.lines

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in SKIPPED:
            self._skipped += 1
        if tag == "option":
            self._is_other_option = "selected" not in values
            return
        self._main += tag == "main"
        shown = values.get(SHOWN.get(tag, "")) or ""
        if shown and values.get("name") != "csrfmiddlewaretoken":
            self._add(f"[{shown}]")

    def handle_endtag(self, tag: str) -> None:
        if tag in SKIPPED:
            self._skipped -= 1
        if tag in {"option", "select"}:
            self._is_other_option = False
        self._main -= tag == "main"

    def handle_data(self, data: str) -> None:
        self._add(data)

    def _add(self, text: str) -> None:
        text = without_noise(" ".join(text.split()))
        if text and not self._skipped and not self._is_other_option and (self._main or self._is_whole):
            self.lines.append(text)


def without_noise(line: str) -> str:
    """Return a line without what two answers with the same content differ in."""
    with suppress(ValueError):
        if line.startswith(("{", "[")):  # PostgreSQL stores no order of keys
            line = json.dumps(json.loads(line), ensure_ascii=False, sort_keys=True)
    for pattern, replacement in NOISE:
        line = pattern.sub(replacement, line)
    return line


def open_pages(visits: Sequence[Visit]) -> dict[str, list[str]]:
    """Return what each visit shows, by its key. What a visit changes in the database is rolled back."""
    return {visit.key: open_page(visit) for visit in visits}


def open_page(visit: Visit) -> list[str]:
    block: Any = transaction.atomic()
    block._from_testcase = True  # durable blocks may begin inside
    with block:
        lines = _answer(visit)
        transaction.set_rollback(True)
    return lines


def _answer(visit: Visit) -> list[str]:
    client = Client(raise_request_exception=False, headers={"host": visit.host} if visit.host else {})
    if visit.session:
        client.cookies[settings.SESSION_COOKIE_NAME] = visit.session
    elif visit.person:
        client.force_login(get_user_model().objects.get(username=visit.person))
    response: Any = client.get(visit.path)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return [_first_line(response), *_lines(body, response.get("Content-Type", ""), visit.path == "/")]


def _first_line(response: Any) -> str:
    shown = (str(response.status_code), response.get("Content-Type", ""), response.get("Location", ""))
    return " ".join(word for word in shown if word)


def _lines(body: bytes, content_type: str, is_whole: bool) -> list[str]:
    if content_type.startswith("text/html"):
        return PageText.of(body.decode(), is_whole=is_whole)
    if content_type.startswith(TEXT_TYPES):
        return body.decode().splitlines()
    if content_type.startswith("application/pdf"):
        return _pdf_lines(body)
    return [f"{len(body)} bytes, SHA-256 {hashlib.sha256(body).hexdigest()}"] if body else []


def _pdf_lines(body: bytes) -> list[str]:
    with pypdfium2.PdfDocument(io.BytesIO(body)) as document:
        texts = [document[number].get_textpage().get_text_range() for number in range(len(document))]
    return [line.strip() for text in texts for line in text.splitlines()]


def visits_of(stored: Sequence[Mapping[str, str]]) -> list[Visit]:
    return [Visit(**visit) for visit in stored]
