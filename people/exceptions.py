"""What can be wrong with a wish about people. The message is a full sentence for the one who wished it."""

from django.core.exceptions import PermissionDenied


class PeopleError(Exception):
    """The root of this room's errors; `str()` is shown to the user."""


class EmploymentOverlaps(PeopleError):
    """The person already works in that unit in a part of the period."""


class NotEmployed(PeopleError):
    """The municipality does not employ the person."""


class PeriodIsReversed(PeopleError):
    """The period ends before it starts."""


class UserNameTaken(PeopleError):
    """Somebody has the user name already, in upper or lower case."""


class UnitInUse(PeopleError):
    """Somebody works in the unit, or below it, after the day that it should close."""


class UnitOutOfPlace(PeopleError):
    """The unit would lie within itself, or in another municipality's tree."""


class CodeRefused(PeopleError):
    """The user name and the code do not fit, or the code can't be used any more. Never says which."""


class EmailRefused(PeopleError):
    """The address can't be entered or confirmed, now or any more."""


class OutOfReach(PeopleError, PermissionDenied):
    """The actor's roles do not reach that far. Django answers 403 where nobody catches it."""


class ApprovalNotNeeded(PeopleError):
    """The code may be handed out, or refused, without anybody's approval."""


class AuditEntryIsImmutable(Exception):
    """An entry of the audit log was to be changed or deleted."""

    def __init__(self) -> None:
        super().__init__("An entry of the audit log is never changed or deleted.")
