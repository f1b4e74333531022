"""Who asks."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from people.models import Person

View = TypeVar("View", bound=Callable[..., Any])


def signed_in(request: HttpRequest) -> Person:
    """Return the person signed in; PermissionDenied for a stranger, whom the view should have stopped."""
    if not isinstance(request.user, Person):
        raise PermissionDenied
    return request.user


def background_request(view: View) -> View:
    """Mark a view that a page asks though nobody has pressed anything: it ends no session that has run out.

    It would cut off a learner in the middle of a long part, whose page has asked nothing else meanwhile.
    """
    view.is_background_request = True  # type: ignore[attr-defined]  # read by SignedInMiddleware
    return view
