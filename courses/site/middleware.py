"""Middleware that hides other municipalities' objects in the Wagtail admin.

It also closes, for everybody, the URL that publishes and deletes pages without running hooks, and
wagtail-localize's own pages.

Wagtail checks permissions where something is changed. Views that only name objects (choosers, the step before
a move, a report of all pages, bulk actions) are open to everybody with access to the admin. `admin_guard` has
the rules; objects without a rule are closed.
"""

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import ResolverMatch, reverse
from django.utils.deprecation import MiddlewareMixin

from courses.permissions import trains_own_only
from courses.site.admin_guard import is_closed
from people.api import Person

#: publishes, copies and deletes pages without running hooks; the admin's own pages do not use it
ACTIONS_WITHOUT_HOOKS = "wagtailadmin_api:pages:action"
#: the pages of wagtail-localize: they check no owner, and publish without checks (courses.languages has ours)
LOCALIZE = "wagtail_localize"
#: views that list all pages or files for every user; the pages of the admin do not use them
LISTS_OF_ALL = (
    "wagtailadmin_api:documents:",
    "wagtailadmin_api:images:",
    "wagtailadmin_reports:page_types_usage",
)


class OtherMunicipalitiesMiddleware(MiddlewareMixin):
    """Middleware that gives 404 to a municipality's trainer for objects of others in the admin."""

    def process_view(self, request: HttpRequest, view: object, *args: Any) -> None:
        match, person = request.resolver_match, request.user
        if match is None or not request.path.startswith(reverse("wagtailadmin_home")):
            return
        if match.view_name == ACTIONS_WITHOUT_HOOKS or match.namespace == LOCALIZE:
            raise Http404
        if isinstance(person, Person) and trains_own_only(person) and _is_closed(person, match, request):
            raise Http404


def _is_closed(person: Person, match: ResolverMatch, request: HttpRequest) -> bool:
    return match.view_name.startswith(LISTS_OF_ALL) or is_closed(person, match, request)
