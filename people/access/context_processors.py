"""What every template may ask about the person signed in."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from people.access.permissions import Reach, reach_of


def permissions(request: HttpRequest) -> dict[str, Reach | None]:
    """Give templates `reach`: what the person signed in may see, or None for a stranger.

    Read when a template asks: an error page asks nothing of the database.
    """

    def read() -> Reach | None:
        user = getattr(request, "user", None)
        return reach_of(user) if user is not None and user.is_authenticated else None

    return {"reach": SimpleLazyObject(read)}  # type: ignore[dict-item]  # acts as what it wraps
