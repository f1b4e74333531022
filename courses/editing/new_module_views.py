"""The page on which a trainer chooses how a new module begins, and the editor that opens with it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.pages.create import CreateView

from courses.dashboard.panel import catalogue_for_reader
from courses.editing.module_templates import (
    MODULE_TEMPLATES,
    ModuleTemplate,
    make_aims,
    make_introduction,
)
from courses.models import ModuleIndexPage, ModulePage, Theme
from people.api import Person, reach_of, signed_in


def catalogue_for(person: Person) -> ModuleIndexPage:
    """Return the catalogue that new modules of the person are in. Raise PermissionDenied if there is none."""
    catalogue = catalogue_for_reader()
    if catalogue is None or not catalogue.permissions_for_user(person).can_add_subpage():
        raise PermissionDenied
    return catalogue


class NewModuleMenuItem(MenuItem):  # type: ignore[misc]  # Wagtail has no types
    """The item of the admin's menu for those who make modules."""

    def is_shown(self, request: HttpRequest) -> bool:
        person = signed_in(request)
        return person.is_superuser or reach_of(person).trains


class NewModuleView(WagtailAdminTemplateMixin, TemplateView):
    """The templates of new modules, each with a drawing; one click opens the editor."""

    template_name = "courses/editing/new_module.html"
    page_title = gettext_lazy("New module")
    header_icon = "plus"
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        catalogue_for(signed_in(request))
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": str(self.page_title)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "module_templates": MODULE_TEMPLATES}


class NewModuleEditor(CreateView):  # type: ignore[misc]  # Wagtail has no types
    """Wagtail's editor of a new page with the content of a template. Nothing is stored.

    Its form is sent to Wagtail's view. The first automatic save creates the page, as for an empty one.
    """

    http_method_names: ClassVar[list[str]] = ["get", "head", "options"]
    page: ModulePage

    def dispatch(self, request: HttpRequest, module_template: str) -> HttpResponseBase:
        chosen = next((each for each in MODULE_TEMPLATES if each.key == module_template), None)
        if chosen is None:
            raise Http404
        self.module_template: ModuleTemplate = chosen
        catalogue = catalogue_for(signed_in(request))
        response: HttpResponseBase = super().dispatch(
            request, ModulePage._meta.app_label, ModulePage._meta.model_name, catalogue.pk
        )
        return response

    def get(self, request: HttpRequest) -> HttpResponseBase:
        fill_in(self.page, self.module_template)
        response: HttpResponseBase = super().get(request)
        return response


def fill_in(page: ModulePage, template: ModuleTemplate) -> None:
    """Set the values of a new page, in its language; themes only if there is one to choose from."""
    with override(page.locale.language_code):
        page.introduction, page.aims = make_introduction(), make_aims()
        page.audience = _("Everyone who works with care")
        page.minutes = template.minutes
        page.steps = ModulePage._meta.get_field("steps").to_python(template.make_steps())
    themes = list(Theme.objects.all()[:2])
    if len(themes) == 1:
        page.themes = themes
