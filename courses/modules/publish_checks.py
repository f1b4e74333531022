"""Reasons to keep a module from learners that only higher rooms know, such as what its packages do.

A higher room registers a function from its `AppConfig.ready`; whatever publishes a module asks them all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from courses.models import ModulePage

#: returns why the module must stay a draft as it is in hand, a full sentence each
PublishCheck = Callable[["ModulePage"], list[str]]

_objectors: list[PublishCheck] = []
_bulk_checks: list[PublishCheck] = []


def register_publish_check(objector: PublishCheck) -> None:
    """Let `objector` be asked before a module is published, after those registered before."""
    if objector not in _objectors:
        _objectors.append(objector)


def run_publish_checks(page: ModulePage) -> list[str]:
    """Return why learners must not meet the page as it is in hand; nothing when they may."""
    return [reason for objector in _objectors for reason in objector(page)]


def register_bulk_check(check: PublishCheck) -> None:
    """Let `check` keep a module from being published together with other pages, where nobody can choose."""
    if check not in _bulk_checks:
        _bulk_checks.append(check)


def run_bulk_checks(page: ModulePage) -> list[str]:
    """Return why the page is to be published by itself; nothing if it may be published with others."""
    return [reason for check in _bulk_checks for reason in check(page)]
