"""Which parameters of a test run on which engine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pytest
from django.conf import settings


def shared_by_engines(values: Sequence[Any], *, on_second: int = 1) -> Iterable[Any]:
    """Return the parameters for the engine in use, in a test of random worlds or of parts of a whole.

    The first `on_second` are for PostgreSQL, with the marker `both_engines`; the others are for SQLite.
    """
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite"):
        return values[on_second:]
    return [pytest.param(value, marks=pytest.mark.both_engines) for value in values[:on_second]]
