"""What belongs to another municipality does not exist in the Wagtail admin, whatever address is asked for.

Nor does, for anybody, the address where pages are published and deleted without asking our hooks.

Wagtail asks for rights where something is changed. What it only names (a chooser's answer, the step before a
move, a report of all pages) it names to whoever may enter the admin.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import ResolverMatch, reverse
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from courses.folders import folders_closed_to
from courses.permissions import trains_own_alone
from courses.queries import modules_of_others
from lms.people.models import Person

#: the arguments by which Wagtail's admin names a page, in all of its parts
PAGE_ARGUMENTS = ("page_id", "parent_page_id", "page_to_move_id", "destination_id")
CHOSEN_PAGES = "wagtailadmin_choose_page_chosen_multiple"
#: the same for files, whose parts of the admin have names of their own
FILE_ARGUMENTS = ("document_id", "doc_id", "image_id", "pk")
FILE_MODELS: dict[str, Callable[[], type[Model]]] = {
    "wagtaildocs": get_document_model,
    "wagtaildocs_chooser": get_document_model,
    "wagtailimages": get_image_model,
    "wagtailimages_chooser": get_image_model,
}
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
    if match.view_name.startswith(LISTS_OF_ALL):
        return True
    chosen = request.GET.getlist("id")
    pages = _numbers(match, PAGE_ARGUMENTS, chosen if match.view_name == CHOSEN_PAGES else ())
    if pages and modules_of_others(person).filter(pk__in=pages).exists():
        return True
    model = FILE_MODELS.get(match.namespace)
    files = _numbers(match, FILE_ARGUMENTS, chosen) if model else set()
    if not model or not files:
        return False
    closed = folders_closed_to(person, timezone.localdate())
    return model()._default_manager.filter(pk__in=files, collection__in=closed).exists()


def _numbers(match: ResolverMatch, names: Iterable[str], chosen: Iterable[str]) -> set[int]:
    """Return what the address names, and what its query chooses, where those are numbers a row may have."""
    asked = [str(match.kwargs[name]) for name in names if name in match.kwargs]
    return {int(number) for number in (*asked, *chosen) if number.isdecimal() and len(number) < 19}
