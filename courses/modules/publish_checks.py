"""Checks of module pages before publishing, which higher packages register.

A package registers a function from its `AppConfig.ready`, such as a check of a module's packages.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from courses.models import ModulePage

#: returns the reasons why the given draft must not be published, a full sentence each
PublishCheck = Callable[["ModulePage"], list[str]]

_publish_checks: list[PublishCheck] = []
_bulk_checks: list[PublishCheck] = []


def register_publish_check(check: PublishCheck) -> None:
    """Run `check` before a module is published, after those registered before."""
    if check not in _publish_checks:
        _publish_checks.append(check)


def run_publish_checks(page: ModulePage) -> list[str]:
    """Return the reasons why the draft must not be published; empty if it may be."""
    return [reason for check in _publish_checks for reason in check(page)]


def register_bulk_check(check: PublishCheck) -> None:
    """Run `check` before a module is published together with other pages."""
    if check not in _bulk_checks:
        _bulk_checks.append(check)


def run_bulk_checks(page: ModulePage) -> list[str]:
    """Return the reasons why the page must be published by itself; empty if it may be with others."""
    return [reason for check in _bulk_checks for reason in check(page)]
