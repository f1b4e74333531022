"""Checks of whether notices still apply. Packages that send notices register them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from people.enums import NoticeKind
from people.models import Notice

#: returns the current details of the notices that still apply, by their primary keys
Check = Callable[[Sequence[Notice]], Mapping[int, Mapping[str, Any]]]

_checks: dict[str, Check] = {}


def register_notice_check(kind: NoticeKind, check: Check) -> None:
    """Check notices of this kind before they are sent by e-mail or shown on the start page.

    The number of the check's queries must not grow with the number of notices.
    """
    _checks[kind] = check


def current_details(notice: Notice) -> dict[str, Any] | None:
    """Return the current details of a notice; None if it no longer applies."""
    return next((one.details for one in current_notices([notice])), None)


def current_notices(notices: Iterable[Notice]) -> list[Notice]:
    """Return the notices that still apply, in their order, with their current details."""
    notices = list(notices)
    details: dict[int, Mapping[str, Any]] = {
        one.pk: one.details for one in notices if one.kind not in _checks
    }
    for kind, check in _checks.items():
        if of_kind := [one for one in notices if one.kind == kind]:
            details |= check(of_kind)
    current = [one for one in notices if one.pk in details]
    for notice in current:
        notice.details = dict(details[notice.pk])
    return current
