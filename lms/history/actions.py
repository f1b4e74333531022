"""The action that logs access to histories."""

from lms.attempts.api import Attempt
from lms.history.enums import AccessChannel, AccessKind
from lms.history.models import AccessLogEntry
from people.api import Person


def log_access(
    *,
    by: Person,
    channel: AccessChannel,
    kind: AccessKind,
    person: Person | None = None,
    attempt: Attempt | None = None,
    detail: str = "",
) -> None:
    """Log an access by `by`, except to their own history.

    Called from GET requests too, as an exception to the rule that these have no side effects.
    """
    if person is None and attempt is not None:
        person = attempt.person
    if person == by:
        return
    AccessLogEntry.objects.create(
        by=by, channel=channel, kind=kind, person=person, attempt=attempt, detail=detail[:500]
    )
