"""Log records of refused requests and of errors."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest
from django.core.exceptions import PermissionDenied
from django.core.handlers.exception import response_for_exception
from django.test import RequestFactory
from django.test.utils import override_settings

from infrastructure.http.logs import RefusalTracebackFilter


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Return what the console handler of the settings writes."""
    root = logging.getLogger()
    console = next(
        handler
        for handler in root.handlers
        if isinstance(handler, logging.StreamHandler)
        and any(isinstance(kept, RefusalTracebackFilter) for kept in handler.filters)
    )
    stream = io.StringIO()
    usual = console.setStream(stream)
    yield stream
    console.setStream(usual)


def test_refusal_is_one_line_in_the_log(rf: RequestFactory, log: io.StringIO) -> None:
    try:
        raise PermissionDenied("Bara för chefer.")
    except PermissionDenied as refusal:
        response_for_exception(rf.get("/personal/"), refusal)

    assert log.getvalue() == "Forbidden (Permission denied): /personal/\n"


@override_settings(DEBUG_PROPAGATE_EXCEPTIONS=False)
def test_what_breaks_has_its_traceback_in_the_log(rf: RequestFactory, log: io.StringIO) -> None:
    try:
        raise ZeroDivisionError
    except ZeroDivisionError as broken:
        response_for_exception(rf.get("/personal/"), broken)

    assert "Traceback" in log.getvalue()
