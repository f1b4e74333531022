"""Requests that the network cut off in the middle: as if they had never been made."""

from __future__ import annotations

import json
from io import BytesIO, IOBase, RawIOBase
from typing import Any

import pytest
from django.test import Client, RequestFactory

from lms.attempts.models import JournalEntry, ScoState
from tests.factories.tracking import body, content_host, make_launch, token_of

pytestmark = pytest.mark.django_db


class Reset(RawIOBase):
    """A connection that is reset while the body is being read."""

    def read(self, size: int = -1) -> bytes:
        raise ConnectionResetError


class Ended(BytesIO):
    """A connection that ends before all of the body has come."""

    def __init__(self) -> None:
        super().__init__(body()[:-40])


class Whole(BytesIO):
    def __init__(self) -> None:
        super().__init__(body())


def answer_of(what: str, arriving: type[IOBase]) -> tuple[int, dict[str, Any]]:
    """Send a request as the web server does, with the bytes that arrived; return status and answer."""
    launch = make_launch()
    request = RequestFactory().post(
        f"/l/{token_of(launch)}/{what}",
        body(),
        content_type="text/plain",
        HTTP_HOST=content_host(launch.package_attempt.package),
    )
    response = Client(raise_request_exception=False).handler({**request.environ, "wsgi.input": arriving()})
    return response.status_code, json.loads(response.content)


@pytest.mark.parametrize("what", ["commit", "navigate"])
@pytest.mark.parametrize("arriving", [Reset, Ended])
def test_cut_off_request_is_neither_journalled_nor_refused_for_good(
    what: str, arriving: type[IOBase]
) -> None:
    status, answer = answer_of(what, arriving)

    assert (status, answer["code"]) == (400, "cut_off")
    assert not JournalEntry.objects.exists()
    assert not ScoState.objects.exists()


def test_request_when_it_has_arrived_whole_is_taken() -> None:
    status, answer = answer_of("commit", Whole)

    assert (status, answer["ok"]) == (200, True)
