"""Views of the Wagtail admin in which trainers export a module."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from courses.api import ModulePage, ModuleVersion
from lms.export.actions import DAYS_KEPT, RequestExport, layer_version_of, newest_version
from lms.export.admin.forms import ExportForm
from lms.export.building.plan import ExportPlan, plan_export
from lms.export.enums import ExportFormat, ExportState, Licence
from lms.export.exceptions import ExportRefused
from lms.export.models import ModuleExport
from lms.export.permissions import may_export
from people.api import Municipality, signed_in


def exportable_page(request: HttpRequest, pk: int, municipality: Municipality | None = None) -> ModulePage:
    """Return a page that the person may export. Raises Http404 and PermissionDenied."""
    page = get_object_or_404(ModulePage.objects.select_related("module", "locale"), id=pk)
    if not may_export(signed_in(request), page, municipality):
        raise PermissionDenied
    return page


class ExportView(WagtailAdminTemplateMixin, FormView):
    """Shows what an export has and does without, the form, and the files of the last days."""

    form_class = ExportForm
    template_name = "export/export.html"
    page_title = gettext_lazy("Export")
    header_icon = "download"
    _show_breadcrumbs = True

    #: whose variant is exported
    municipality: Municipality | None = None

    @cached_property
    def module_page(self) -> ModulePage:
        return exportable_page(self.request, self.kwargs["page_id"], self.municipality)

    @cached_property
    def version(self) -> ModuleVersion | None:
        return newest_version(self.module_page)

    @cached_property
    def plans(self) -> dict[ExportFormat, ExportPlan]:
        version = self.version
        if version is None:
            return {}
        layer = layer_version_of(version, self.municipality)
        return {each: plan_export(version, each.standard, self.municipality, layer) for each in ExportFormat}

    @property
    def editor(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=[self.module_page.pk])

    @property
    def own_url(self) -> str:
        return reverse("export_module", args=[self.module_page.pk])

    def download_url(self, export: ModuleExport) -> str:
        return reverse("download_export", args=[self.module_page.pk, export.pk])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.version is None:
            messages.warning(request, _("Publish the module first. What is published is exported."))
            return redirect(self.editor)
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        parent = {"url": self.editor, "label": self.module_page.get_admin_display_title()}
        return [*self.breadcrumbs_items, parent, {"url": "", "label": str(self.page_title)}]

    def get_initial(self) -> dict[str, Any]:
        """Choose the first format that can be made."""
        sound = (each.value for each, plan in self.plans.items() if not plan.problems)
        return {"format": next(sound, ExportFormat.SCORM_2004.value)}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "plan": self.plans[ExportFormat.SCORM_2004]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        of_module = ModuleExport.objects.filter(module_version__module=self.module_page.module)
        of_variant = of_module.filter(municipality=self.municipality)
        exports = list(of_variant.select_related("module_version")[:10])
        context = {
            "module_page": self.module_page,
            "version": self.version,
            "plans": [{"label": each.label, "plan": plan} for each, plan in self.plans.items()],
            "exports": [(export, self.download_url(export)) for export in exports],
            "municipality": self.municipality,
            "is_waiting": any(export.is_unfinished for export in exports),
            "days_kept": DAYS_KEPT,
        }
        return {**super().get_context_data(**kwargs), **context}

    def form_valid(self, form: ExportForm) -> HttpResponse:
        data = form.cleaned_data
        try:
            RequestExport(
                page=self.module_page,
                municipality=self.municipality,
                format=ExportFormat(data["format"]),
                licence=Licence(data["licence"]),
                has_recordings=data.get("has_recordings", True),
                has_answers=data["has_answers"],
                by=signed_in(self.request),
            ).run()
        except ExportRefused as refused:
            form.add_error("format", str(refused))
            return self.form_invalid(form)
        messages.success(self.request, _("The file is being made. It is listed below when it is ready."))
        return redirect(self.own_url)


class LayerExportView(ExportView):
    """Exports a shared module as a municipality's people see it: with its published layer and its values."""

    @cached_property
    def municipality(self) -> Municipality:  # type: ignore[override]  # None for the core
        return get_object_or_404(Municipality, code=self.kwargs["municipality"])

    @property
    def editor(self) -> str:
        return reverse("layers:layer", args=[self.municipality.code, self.module_page.pk])

    @property
    def own_url(self) -> str:
        return reverse("export_layer", args=[self.module_page.pk, self.municipality.code])

    def download_url(self, export: ModuleExport) -> str:
        args = [self.module_page.pk, self.municipality.code, export.pk]
        return reverse("download_layer_export", args=args)


@require_safe
def download(
    request: HttpRequest, page_id: int, export_id: int, municipality: str | None = None
) -> HttpResponseBase:
    """Return the file of an export as a download: of the core, or of the municipality with the code."""
    place = get_object_or_404(Municipality, code=municipality) if municipality is not None else None
    page = exportable_page(request, page_id, place)
    ready = ModuleExport.objects.filter(
        state=ExportState.READY, module_version__module=page.module, municipality=place
    )
    export = get_object_or_404(ready, id=export_id)
    try:
        stream = storages["exports"].open(export.file_name)
    except FileNotFoundError:
        raise Http404 from None
    name = export.file_name.replace(f"-{export.pk}.", ".")
    return FileResponse(stream, as_attachment=True, filename=name, headers={"Cache-Control": "no-store"})
