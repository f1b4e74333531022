"""The signed-in person of a request, and requests without a user action."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from people.models import Person

View = TypeVar("View", bound=Callable[..., Any])


class SignedInRequest(HttpRequest):
    """A request in a view with login_required."""

    user: Person


def signed_in(request: HttpRequest) -> Person:
    """Return the person signed in. Raises PermissionDenied without one, which the view should prevent."""
    if not isinstance(request.user, Person):
        raise PermissionDenied
    return request.user


def background_request(view: View) -> View:
    """Mark a view that pages request without a user action: it does not end an expired session.

    Ending it would interrupt a learner in a long part, whose page sends no other requests meanwhile.
    """
    view.is_background_request = True  # type: ignore[attr-defined]  # read by SignedInMiddleware
    return view
