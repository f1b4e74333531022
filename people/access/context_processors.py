"""Template context about the person signed in."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from people.access.permissions import Reach, reach_of


def permissions(request: HttpRequest) -> dict[str, Reach | None]:
    """Return the context variable `reach`: what the person signed in may see, or None if nobody is.

    It is lazy, so that error pages, which do not use it, need no database.
    """

    def read() -> Reach | None:
        user = getattr(request, "user", None)
        return reach_of(user) if user is not None and user.is_authenticated else None

    return {"reach": SimpleLazyObject(read)}  # type: ignore[dict-item]  # a lazy proxy
