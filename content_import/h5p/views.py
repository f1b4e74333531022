"""The operators' page of installed H5P libraries in the Wagtail admin."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from content_import.exceptions import PackageRefused
from content_import.h5p.library_use import library_list
from content_import.h5p.removal import LibraryInUse, RemoveLibrary
from content_import.h5p_service.client import editor_problem, is_configured
from content_import.packages.permissions import require_site_administrator
from infrastructure.db.api import key_in
from lms.h5p.api import H5PLibrary
from people.api import signed_in


class H5PLibrariesView(WagtailAdminTemplateMixin, View):
    """The list of installed libraries; POST removes one that nothing uses."""

    page_title = gettext_lazy("H5P libraries")
    header_icon = "folder-inverse"
    template_name = "content_import/h5p/libraries.html"
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        require_site_administrator(signed_in(request))
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render_to_response(self.get_context_data(list=library_list(), **editor_status()))

    def post(self, request: HttpRequest) -> HttpResponse:
        key = key_in(request.POST.get("library", ""))
        library = get_object_or_404(H5PLibrary.objects.ready(), pk=key)
        try:
            RemoveLibrary(library=library, by=signed_in(request)).run()
        except (LibraryInUse, PackageRefused) as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("%(library)s is removed.") % {"library": library})
        return redirect("h5p_libraries")


def editor_status() -> dict[str, Any]:
    """Return whether the official editor is set up, and why it can't be used now."""
    return {"has_editor": is_configured(), "editor_problem": editor_problem() if is_configured() else ""}


class H5PLibrariesMenuItem(MenuItem):
    """A menu item for site administrators."""

    def is_shown(self, request: HttpRequest) -> bool:
        return signed_in(request).is_superuser


def h5p_libraries_menu_item() -> MenuItem:
    return H5PLibrariesMenuItem(
        gettext_lazy("H5P libraries"),
        reverse("h5p_libraries"),
        name="h5p-libraries",
        icon_name="folder-inverse",
        order=232,
    )
