"""Keeping account of who looks at whose history."""

from __future__ import annotations

from lms.attempts.api import Attempt
from lms.history.enums import Door, LookKind
from lms.history.models import Look
from people.api import Person


def record_look(
    *,
    by: Person,
    door: Door,
    kind: LookKind,
    person: Person | None = None,
    attempt: Attempt | None = None,
    detail: str = "",
) -> None:
    """Write down that `by` looked; nothing for what is one's own.

    Called from GET requests, against the house's rule: the account of a look is part of looking.
    """
    if person is None and attempt is not None:
        person = attempt.person
    if person == by:
        return
    Look.objects.create(by=by, door=door, kind=kind, person=person, attempt=attempt, detail=detail[:500])
