"""The part of the start page for signed-in people."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from wagtail.models import Page

from courses.api import LENGTHS
from lms.learner.queries import home_of
from people.api import Person, current_notices, notice_lines

#: unread notices on the start page, at most; the others are on a page of their own
NOTICES_SHOWN = 2
#: newest unread notices checked for whether they still apply; a year has about fifty reminders
NOTICES_CHECKED = 100


def render_home(request: HttpRequest, page: Page) -> str:
    """Return the greeting, the module to resume, the remaining modules and the search by length."""
    if not isinstance(request.user, Person):
        return ""
    home = home_of(request.user, timezone.localdate())
    unread = request.user.notices.unread().newest_first()[:NOTICES_CHECKED]
    notices = list(notice_lines(current_notices(unread)[:NOTICES_SHOWN]))
    context = {"home": home, "page": page, "lengths": LENGTHS, "notices": notices}
    return render_to_string("learner/home.html", context, request)
