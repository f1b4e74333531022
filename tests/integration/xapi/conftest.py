"""A record store, and the settings for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.servers.record_store import PASSWORD, USERNAME, Store, record_store


@pytest.fixture
def store(settings: Any) -> Iterator[Store]:
    with record_store() as running:
        settings.XAPI_ENDPOINT = running.endpoint
        settings.XAPI_USERNAME, settings.XAPI_PASSWORD = USERNAME, PASSWORD
        yield running
