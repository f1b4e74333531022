"""Exceptions of people. Messages are full sentences for the user."""

from django.core.exceptions import PermissionDenied


class PeopleError(Exception):
    """The base of this package's errors; `str()` is shown to the user."""


class EmploymentOverlaps(PeopleError):
    """The person has another employment in the unit during a part of the period."""


class NotEmployed(PeopleError):
    """The municipality does not employ the person."""


class PeriodIsReversed(PeopleError):
    """The period ends before it starts."""


class UserNameTaken(PeopleError):
    """Another person has the user name, in upper or lower case."""


class UnitInUse(PeopleError):
    """The unit, or one below it, has employments after the day on which it should close."""


class UnitOutOfPlace(PeopleError):
    """The unit would be below itself, or in another municipality's tree."""


class CodeRefused(PeopleError):
    """The user name and the code do not match, or the code is invalid. The message is the same for all."""


class EmailRefused(PeopleError):
    """The address cannot be entered or confirmed, now or any more."""


class NotPermitted(PeopleError, PermissionDenied):
    """The actor's roles do not permit the action. Uncaught, Django responds with 403."""


class ApprovalNotNeeded(PeopleError):
    """The code can be handed out without an approval, or not at all."""
