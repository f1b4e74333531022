"""The base view of publications that concern people who have begun a module."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from content_import.versions.upgrade_forms import CompletionsForm
from content_import.versions.upgrades import require_publisher
from courses.api import ModulePage
from people.api import signed_in


def publishable_page(request: HttpRequest, pk: int) -> ModulePage:
    """Return a page that the person may publish. Raises Http404 and PermissionDenied."""
    page = get_object_or_404(ModulePage.objects.select_related("module", "locale"), pk=pk)
    require_publisher(page, signed_in(request))
    return page


class PublicationView(WagtailAdminTemplateMixin, FormView, ABC):
    """Shows the plan of a publication, and publishes as chosen unless the module has changed."""

    header_icon = "upload"
    _show_breadcrumbs = True
    #: the exceptions of `publish` after which the form is shown again
    refusals: ClassVar[tuple[type[Exception], ...]]

    @abstractmethod
    def get_parents(self) -> list[tuple[str, str]]:
        """Return the addresses and labels of the pages above this one."""

    @abstractmethod
    def publish(self, form: Any) -> str:
        """Publish as chosen in the valid form, and return a message about what was done."""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        parents = [{"url": url, "label": label} for url, label in self.get_parents()]
        return [*self.breadcrumbs_items, *parents, {"url": "", "label": str(self.page_title)}]

    def get_success_url(self) -> str:
        return self.get_parents()[-1][0]

    def form_valid(self, form: CompletionsForm) -> HttpResponse:
        try:
            sentences = self.publish(form)
        except self.refusals:
            form.add_error(None, _("The module has changed meanwhile. Look at it and try again."))
            return self.form_invalid(form)
        messages.success(self.request, sentences)
        return super().form_valid(form)
