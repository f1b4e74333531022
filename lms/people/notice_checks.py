"""Whether notices still apply. What higher packages send, they check: they register how."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from lms.people.enums import NoticeKind
from lms.people.models import Notice

#: returns a notice's details as they are now, or None where it does not apply any more
Check = Callable[[Notice], Mapping[str, Any] | None]

_checks: dict[str, Check] = {}


def register_notice_check(kind: NoticeKind, check: Check) -> None:
    """Check notices of this kind before they are sent by e-mail or shown on the start page."""
    _checks[kind] = check


def current_details(notice: Notice) -> dict[str, Any] | None:
    """Return the details of a notice as they are now; None where it does not apply any more."""
    check = _checks.get(notice.kind)
    details = check(notice) if check else notice.details
    return None if details is None else dict(details)


def current_notices(notices: Iterable[Notice]) -> Iterator[Notice]:
    """Yield the notices that still apply, with their details as they are now."""
    for notice in notices:
        details = current_details(notice)
        if details is not None:
            notice.details = details
            yield notice
