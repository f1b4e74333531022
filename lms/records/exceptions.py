"""Exceptions of lms.records."""

from django.utils.translation import gettext as _


class RecordsError(Exception):
    """The base class of the exceptions of this package."""


class NotPermitted(RecordsError):
    """The unit or person is outside the reach of the actor."""


class AssignmentRefused(RecordsError):
    """The assignment cannot be created; the message says what to do."""


class AlreadyAssigned(AssignmentRefused):
    """The same module is assigned to the same unit and title already."""

    def __str__(self) -> str:
        return _("This module is already assigned here. Withdraw that assignment first, then make a new one.")


class NotOfferedHere(AssignmentRefused):
    """The module belongs to another municipality."""

    def __str__(self) -> str:
        return _("This module belongs to another municipality. Choose one of your own or a shared one.")


class NameUnchanged(Exception):
    """The last issue of the certificate has the person's present name."""
