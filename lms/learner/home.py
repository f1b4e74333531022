"""What the start page shows the person signed in."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from wagtail.models import Page

from courses.enums import LENGTHS
from lms.learner.queries import home_of
from lms.people.models import Person


def render_home(request: HttpRequest, page: Page) -> str:
    """Return the greeting, where one was, what remains and how to find something short."""
    if not isinstance(request.user, Person):
        return ""
    home = home_of(request.user, timezone.localdate())
    return render_to_string("learner/home.html", {"home": home, "page": page, "lengths": LENGTHS}, request)
