"""What belongs to another municipality does not exist in the Wagtail admin, whatever address is asked for.

Nor does, for anybody, the address where pages are published and deleted without asking our hooks.

Wagtail asks for rights where something is changed. What it only names (a chooser's answer, the step before a
move, a report of all pages, a bulk action) it names to whoever may enter the admin. `admin_guard` has the
rules, which close what they do not cover.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import ResolverMatch, reverse

from courses.permissions import trains_own_alone
from courses.site.admin_guard import is_closed
from people.api import Person

#: publishes, copies and deletes pages, and runs no hook; the admin's own pages never ask it
ACTIONS_WITHOUT_HOOKS = "wagtailadmin_api:pages:action"
#: what lists all pages or files whoever asks; the pages of the admin itself need none of it
LISTS_OF_ALL = (
    "wagtailadmin_api:documents:",
    "wagtailadmin_api:images:",
    "wagtailadmin_reports:page_types_usage",
)


class OtherMunicipalitiesMiddleware:
    """Answers "no such page" to a municipality's trainer who asks the admin for what is another's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, *args: Any) -> None:
        match, person = request.resolver_match, request.user
        if match is None or not request.path.startswith(reverse("wagtailadmin_home")):
            return
        if match.view_name == ACTIONS_WITHOUT_HOOKS:
            raise Http404
        if isinstance(person, Person) and trains_own_alone(person) and _is_closed(person, match, request):
            raise Http404


def _is_closed(person: Person, match: ResolverMatch, request: HttpRequest) -> bool:
    return match.view_name.startswith(LISTS_OF_ALL) or is_closed(person, match, request)
