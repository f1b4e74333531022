"""Views of the Wagtail admin that take in material."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from content_import.admin.material_forms import MaterialForm
from content_import.exceptions import MaterialRefused
from content_import.material.actions import ChooseForFile, DiscardPlan, LeaveOutFile, StartMaterialImport
from content_import.material.kinds import material_kind
from content_import.material.models import MaterialFile, MaterialImport
from content_import.material.planning import MaterialPlan
from content_import.material.undoing import UndoMaterialImport
from content_import.material_kinds.values import pictures_without_alternative
from content_import.packages.permissions import may_import
from content_import.packages.uploads import accept_large_uploads
from content_import.readers.slides import find_libreoffice
from courses.api import step_types
from people.api import signed_in

#: how many of the person's imports the first page lists
LISTED = 10
INDEX, DETAIL = "material", "material_import"


class MaterialAccessMixin:
    """Lets in those who may import; each sees their own imports only."""

    request: HttpRequest
    kwargs: dict[str, Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_import(signed_in(request)):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # a view's
        return response

    def material_import(self) -> MaterialImport:
        own = MaterialImport.objects.of(signed_in(self.request))
        return get_object_or_404(own.select_related("page", "owner"), pk=self.kwargs["material"])


class MaterialView(MaterialAccessMixin, WagtailAdminTemplateMixin, FormView):
    """Uploads files and plans what becomes of them."""

    form_class = MaterialForm
    template_name = "content_import/material.html"
    page_title = gettext_lazy("Take in material")
    header_icon = "upload"
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": _("Take in material")}]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "person": signed_in(self.request)}

    def get_initial(self) -> dict[str, Any]:
        return {"page": self.request.GET.get("page")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        recent = MaterialImport.objects.of(signed_in(self.request))[:LISTED]
        return {
            **super().get_context_data(**kwargs),
            "recent": recent,
            "libreoffice": find_libreoffice(),
        }

    def form_valid(self, form: MaterialForm) -> HttpResponse:
        return redirect(DETAIL, form.plan().pk)


@method_decorator(never_cache, name="dispatch")
class MaterialImportView(MaterialAccessMixin, WagtailAdminTemplateMixin, TemplateView):
    """The page of an import: its plan, its progress, or what has become of it."""

    template_name = "content_import/material_import.html"
    page_title = gettext_lazy("Take in material")
    header_icon = "upload"
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse(INDEX), "label": _("Take in material")}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.material_import().title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = self.material_import()
        files = list(found.files.all())
        return {
            **super().get_context_data(**kwargs),
            "material": found,
            "plan": MaterialPlan(files),
            "files": [_shown(file) for file in files],
            "to_describe": _to_describe(found),
        }


def _shown(file: MaterialFile) -> dict[str, Any]:
    """Return what the page says about a file and its steps."""
    plan = file.plan
    steps: list[dict[str, Any]] = [
        {
            "title": step.title,
            "label": step_types[step.kind].outline_label,
            "undescribed": pictures_without_alternative(step.values),
        }
        for step in plan.steps
    ]
    label = material_kind(file.kind).label if file.kind else _("Unknown type")
    undescribed = sum(step["undescribed"] for step in steps)
    return {"row": file, "plan": plan, "label": label, "steps": steps, "undescribed": undescribed}


def _to_describe(material_import: MaterialImport) -> list[str]:
    """Return the titles of the imported steps in the draft with pictures that have no alternative yet."""
    page = material_import.page
    if page is None or not material_import.steps:
        return []
    steps = page.get_latest_revision_as_object().steps.raw_data
    own = [raw["value"] for raw in steps if raw.get("id") in material_import.steps]
    return [values["title"] for values in own if pictures_without_alternative(values)]


@method_decorator(require_POST, name="dispatch")
class MaterialPostView(MaterialAccessMixin, View):
    """Runs an action on an import, and returns to its page or to the first one."""

    next_page: ClassVar[str] = DETAIL

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        found = self.material_import()
        try:
            self.act(found)
        except MaterialRefused as refused:
            messages.error(request, str(refused))
            return redirect(DETAIL, found.pk)
        return redirect(DETAIL, found.pk) if self.next_page == DETAIL else redirect(INDEX)

    def act(self, found: MaterialImport) -> None:
        raise NotImplementedError


class StartMaterialView(MaterialPostView):
    """Starts the import."""

    def act(self, found: MaterialImport) -> None:
        StartMaterialImport(material_import=found, by=signed_in(self.request)).run()


class LeaveOutFileView(MaterialPostView):
    """Leaves out a file."""

    def act(self, found: MaterialImport) -> None:
        file = get_object_or_404(found.files, pk=self.kwargs["material_file"])
        LeaveOutFile(material_import=found, file=file, by=signed_in(self.request)).run()
        messages.success(self.request, _("“%(name)s” is left out.") % {"name": file.name})


class ChooseForFileView(MaterialPostView):
    """Stores what was chosen about a file, and returns to the file."""

    def act(self, found: MaterialImport) -> None:
        file = get_object_or_404(found.files, pk=self.kwargs["material_file"])
        value = self.request.POST.get("value", "")
        ChooseForFile(material_import=found, file=file, value=value, by=signed_in(self.request)).run()
        messages.success(self.request, _("The plan of “%(name)s” is changed.") % {"name": file.name})


class DiscardMaterialView(MaterialPostView):
    """Discards the plan with its temporary files."""

    next_page = INDEX

    def act(self, found: MaterialImport) -> None:
        DiscardPlan(material_import=found, by=signed_in(self.request)).run()
        messages.success(self.request, _("The files are removed. Nothing was taken in."))


class UndoMaterialView(MaterialPostView):
    """Removes what the import has created."""

    def act(self, found: MaterialImport) -> None:
        UndoMaterialImport(material_import=found, by=signed_in(self.request)).run()


def material_urls() -> list[URLPattern]:
    """Return the addresses in the admin."""
    one = "material/<int:material>/"
    return [
        path("material/", accept_large_uploads(MaterialView.as_view()), name=INDEX),
        path(one, MaterialImportView.as_view(), name=DETAIL),
        path(f"{one}start/", StartMaterialView.as_view(), name="material_start"),
        path(f"{one}discard/", DiscardMaterialView.as_view(), name="material_discard"),
        path(f"{one}undo/", UndoMaterialView.as_view(), name="material_undo"),
        path(f"{one}files/<int:material_file>/", LeaveOutFileView.as_view(), name="material_leave_out"),
        path(f"{one}files/<int:material_file>/choice/", ChooseForFileView.as_view(), name="material_choose"),
    ]
