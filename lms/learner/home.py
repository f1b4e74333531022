"""What the start page shows the person signed in."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from wagtail.models import Page

from courses.api import LENGTHS
from lms.learner.queries import home_of
from people.api import Person, current_notices, notice_lines

#: how many unread notices that still apply the start page shows; the others are on their own page
NOTICES_SHOWN = 2
#: how many of the newest unread notices are checked for that. A year's reminders are some fifty.
NOTICES_CHECKED = 100


def render_home(request: HttpRequest, page: Page) -> str:
    """Return the greeting, where one was, what remains and how to find something short."""
    if not isinstance(request.user, Person):
        return ""
    home = home_of(request.user, timezone.localdate())
    unread = request.user.notices.unread().newest_first()[:NOTICES_CHECKED]
    notices = list(notice_lines(current_notices(unread)[:NOTICES_SHOWN]))
    context = {"home": home, "page": page, "lengths": LENGTHS, "notices": notices}
    return render_to_string("learner/home.html", context, request)
