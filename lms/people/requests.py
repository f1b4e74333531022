"""Who asks."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from lms.people.models import Person


def signed_in(request: HttpRequest) -> Person:
    """Return the person signed in; PermissionDenied for a stranger, whom the view should have stopped."""
    if not isinstance(request.user, Person):
        raise PermissionDenied
    return request.user
