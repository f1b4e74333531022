"""The site is that of the browser tests."""

import pytest

from tests.browser.conftest import kept_static_files, site
from tests.chromium import CHROMIUM

__all__ = ["kept_static_files", "site"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    skip = pytest.mark.skip(reason="No Chromium found: install Debian's package chromium, or set CHROMIUM")
    for item in items:
        if "tests/conformance/test_conformance" in str(item.path):
            item.add_marker("browser")
            item.add_marker("headless_shell")
            if not CHROMIUM:
                item.add_marker(skip)
