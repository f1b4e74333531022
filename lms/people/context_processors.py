"""What every template may ask about the person signed in."""

from django.http import HttpRequest

from lms.people.permissions import Reach, reach_of


def permissions(request: HttpRequest) -> dict[str, Reach | None]:
    """Give templates `reach`: what the person signed in may see, or None for a stranger."""
    user = getattr(request, "user", None)
    return {"reach": reach_of(user) if user is not None and user.is_authenticated else None}
