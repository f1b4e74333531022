"""The review of a module on its own page, where it is read."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from wagtail.models import Page

from courses.models import ModulePage
from courses.modules.queries import is_open
from courses.review.actions import RecordReview
from courses.review.dates import REVIEW_NOTICE
from courses.review.people import may_review
from people.api import Person, signed_in


class ReviewView(LoginRequiredMixin, View):
    """Redirects to the page to read; POST records that nothing has to be changed."""

    def get(self, request: HttpRequest, page: int) -> HttpResponse:
        return redirect(_page_for(request, page).url)

    def post(self, request: HttpRequest, page: int) -> HttpResponse:
        module_page = _page_for(request, page)
        RecordReview(page=module_page, by=signed_in(request)).run()
        messages.success(request, _("The review is recorded. The next is due in a year."))
        return redirect(module_page.url)


def _page_for(request: HttpRequest, page: int) -> ModulePage:
    """Return the published page that the person answers for. Raises Http404 otherwise."""
    person = signed_in(request)
    found = ModulePage.objects.live().select_related("module").filter(pk=page).first()
    if found is None or not is_open(person, found.module) or not may_review(person, found):
        raise Http404
    return found


def review_prompt(request: HttpRequest, page: Page) -> str:
    """Return the prompt to review a module that is due soon, for those who answer for it.

    Nothing, without a query, for a page that is not due.
    """
    person, today = request.user, timezone.localdate()
    if not isinstance(page, ModulePage) or not isinstance(person, Person) or not page.live:
        return ""
    if not page.is_review_due(today + REVIEW_NOTICE) or not may_review(person, page):
        return ""
    context = {
        "page": page,
        "due": page.review_due_on,
        "is_late": page.is_stale,
        "may_edit": page.permissions_for_user(person).can_edit(),
    }
    return render_to_string("courses/review/prompt.html", context, request)
