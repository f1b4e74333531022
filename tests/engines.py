"""Which parameters of a test run on the second engine too."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def on_both_engines(*values: Any) -> Iterable[Any]:
    """Return parameters of one value each with the marker `both_engines`, for a test without it."""
    return [pytest.param(value, marks=pytest.mark.both_engines) for value in values]
