"""The template context of the catalogue of modules."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from courses.enums import LENGTHS, Ownership
from courses.models import ModuleIndexPage
from courses.modules.catalogue_forms import CatalogueForm
from courses.modules.queries import Catalogue, find_modules
from people.api import Person

#: how many modules a page of the catalogue has
MODULES_PER_PAGE = 24


def catalogue_context(page: ModuleIndexPage, request: HttpRequest) -> dict[str, Any]:
    """Return the filters of the request, and a page of the modules that match them."""
    filters = CatalogueForm(request.GET).as_filter()
    matches = find_modules(request.user, filters) if isinstance(request.user, Person) else Catalogue()
    page_obj = Paginator(matches.pages, MODULES_PER_PAGE).get_page(request.GET.get("p"))
    request.module_ids = [one.module_id for one in page_obj]  # type: ignore[attr-defined]  # for the cards' slot
    return {
        "filters": filters,
        "page_obj": page_obj,
        "theme": matches.theme,
        "themes": matches.themes,
        "lengths": LENGTHS,
        "ownerships": Ownership.choices,
        "languages": [("sv", "Svenska"), ("en", "English"), ("all", _("All languages"))],
    }
