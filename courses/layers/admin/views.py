"""Pages of the Wagtail admin for a municipality's local content."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from courses.exceptions import LayerRefused
from courses.layers.actions import DecideOperation, RemoveOperation, SaveLocalValues, SaveOperation
from courses.layers.admin.forms import ChangeForm, LocalStepForm, PlaceForm, ValuesForm
from courses.layers.admin.rows import conflict_rows, step_rows
from courses.layers.core_steps import newest_version
from courses.layers.decisions import Decision
from courses.layers.models import ModuleLayer
from courses.layers.operations import Operation, OperationKind, RawStep, places_in
from courses.layers.permissions import municipalities_edited_by
from courses.layers.publishing import PublishLayer
from courses.layers.variables import values_for_editing
from courses.models import ModulePage, ModuleVersion
from courses.modules.frozen_content import frozen_steps
from people.api import Municipality, signed_in


class MunicipalityView(WagtailAdminTemplateMixin):
    """The base of pages about a municipality in the URL, for those who may edit its local content."""

    header_icon = "site"
    _show_breadcrumbs = True
    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def municipality(self) -> Municipality:
        """The municipality of the URL, by its code. Raises Http404 for one of others."""
        own = municipalities_edited_by(signed_in(self.request))
        found = next((one for one in own if one.code == self.kwargs["municipality"]), None)
        if found is None:
            raise Http404
        return found

    @property
    def list_url(self) -> str:
        return reverse("layers:list", args=[self.municipality.code])

    def parents(self) -> list[tuple[str, str]]:
        return [(self.list_url, _("Local content of %(place)s") % {"place": self.municipality.name})]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        parents = [{"url": url, "label": label} for url, label in self.parents()]
        return [*self.breadcrumbs_items, *parents, {"url": "", "label": str(self.get_page_title())}]

    def get_page_title(self) -> str:
        return str(self.page_title)


def first_municipality(request: HttpRequest) -> HttpResponse:
    """Redirect to the list of the first municipality whose content the person may edit."""
    own = municipalities_edited_by(signed_in(request))
    if not own:
        raise Http404
    return redirect("layers:list", own[0].code)


@dataclass(frozen=True)
class ModuleRow:
    """A shared module with the municipality's layer, if it has one."""

    page: ModulePage
    layer: ModuleLayer | None


class LayerListView(MunicipalityView, TemplateView):
    """The shared modules with the state of the municipality's layers; those to decide on come first."""

    template_name = "courses/layers/list.html"

    def get_page_title(self) -> str:
        return _("Local content of %(place)s") % {"place": self.municipality.name}

    def parents(self) -> list[tuple[str, str]]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        others = municipalities_edited_by(signed_in(self.request))
        rows = sorted(self.rows(), key=lambda row: not (row.layer and row.layer.pending_since))
        return {
            **super().get_context_data(**kwargs),
            "municipality": self.municipality,
            "others": [other for other in others if other != self.municipality],
            "rows": rows,
        }

    def rows(self) -> Iterator[ModuleRow]:
        layers = {
            (layer.module_id, layer.language): layer
            for layer in ModuleLayer.objects.filter(municipality=self.municipality)
        }
        pages = ModulePage.objects.live().shared().select_related("locale").order_by("title")
        for page in pages:
            yield ModuleRow(page, layers.get((page.module_id, page.locale.language_code)))


class LayerMixin(MunicipalityView):
    """The base of pages about the layer on one module."""

    @cached_property
    def page(self) -> ModulePage:
        pages = ModulePage.objects.shared().select_related("module", "locale")
        return get_object_or_404(pages, pk=self.kwargs["page_id"])

    @cached_property
    def version(self) -> ModuleVersion:
        version = newest_version(self.page.module, self.language)
        if version is None:
            raise Http404
        return version

    @property
    def language(self) -> str:
        return str(self.page.locale.language_code)

    @cached_property
    def layer(self) -> ModuleLayer | None:
        layers = ModuleLayer.objects.filter(module=self.page.module_id, municipality=self.municipality)
        return layers.filter(language=self.language).first()

    @property
    def operations(self) -> tuple[Operation, ...]:
        return self.layer.stored_operations if self.layer else ()

    @property
    def layer_url(self) -> str:
        return reverse("layers:layer", args=[self.municipality.code, self.page.pk])

    @property
    def target(self) -> dict[str, Any]:
        """The arguments that all actions on the layer have."""
        return {
            "module": self.page.module,
            "municipality": self.municipality,
            "language": self.language,
            "by": signed_in(self.request),
        }


class LayerView(LayerMixin, TemplateView):
    """The steps of a layer and the conflicts to decide on; its buttons change and publish the draft."""

    template_name = "courses/layers/layer.html"

    def get_page_title(self) -> str:
        return str(self.page.title)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "municipality": self.municipality,
            "page": self.page,
            "layer": self.layer,
            "published": self.layer.versions.order_by("-number").first() if self.layer else None,
            "rows": list(step_rows(self.version, self.operations)),
            "conflicts": conflict_rows(self.version, self.operations),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ChangeForm(request.POST)
        if not form.is_valid():
            raise Http404
        data = form.cleaned_data
        buttons = {
            "hide": self._hide,
            "remove": self._remove,
            "decide": self._decide,
            "publish": self._publish,
        }
        try:
            return buttons[data["action"]](data)
        except LayerRefused as refused:
            messages.error(request, " ".join(map(str, refused.sentences)))
            return redirect(self.layer_url)

    def _hide(self, data: dict[str, str]) -> HttpResponse:
        operation = Operation("", OperationKind.HIDE, data["step"], self.version.pk)
        SaveOperation(**self.target, operation=operation).run()
        return redirect(self.layer_url)

    def _remove(self, data: dict[str, str]) -> HttpResponse:
        RemoveOperation(**self.target, operation_id=data["operation"]).run()
        return redirect(self.layer_url)

    def _decide(self, data: dict[str, str]) -> HttpResponse:
        if data["decision"] not in list(Decision):
            raise Http404
        decision = Decision(data["decision"])
        DecideOperation(**self.target, operation_id=data["operation"], decision=decision).run()
        if decision == Decision.EDIT:
            return redirect(f"{reverse('layers:edit', args=self._place())}?operation={data['operation']}")
        return redirect(self.layer_url)

    def _publish(self, data: dict[str, str]) -> HttpResponse:
        if self.layer is None:
            raise Http404
        PublishLayer(layer=self.layer, by=signed_in(self.request)).run()
        sentence = _("Published: those who begin “%(module)s” in %(place)s from now on see it.")
        names = {"module": self.page.title, "place": self.municipality.name}
        messages.success(self.request, sentence % names)
        return redirect(self.layer_url)

    def _place(self) -> list[Any]:
        return [self.municipality.code, self.page.pk]


class EditView(LayerMixin, FormView):
    """The base of pages that edit one operation."""

    template_name = "courses/layers/edit.html"

    def parents(self) -> list[tuple[str, str]]:
        return [*super().parents(), (self.layer_url, str(self.page.title))]

    def get_success_url(self) -> str:
        return self.layer_url

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        # A form sent to its own address, whose query says what is edited.
        return {
            **context,
            "layer_url": self.layer_url,
            "action_url": self.request.get_full_path(),
            "media": context["form"].media,
        }

    def made_operation(self, form: Any) -> Operation:
        """Return the operation that the valid form describes."""
        raise NotImplementedError

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            SaveOperation(**self.target, operation=self.made_operation(form)).run()
        except LayerRefused as refused:
            for sentence in refused.sentences:
                form.add_error(None, sentence)
            return self.form_invalid(form)
        return super().form_valid(form)


class StepView(EditView):
    """Adds a local step after `?after`, or instead of `?replace`, or edits that of `?operation`."""

    form_class = LocalStepForm

    @cached_property
    def edited(self) -> Operation:
        """The operation as it is before the form. Raises Http404 for one that is not there."""
        query = self.request.GET
        operation: Operation | None = None
        if operation_id := query.get("operation"):
            operation = next((one for one in self.operations if one.id == operation_id), None)
        elif step := query.get("replace"):
            content = next((one for one in frozen_steps(self.version) if one["id"] == step), None)
            if content is not None:
                operation = Operation("", OperationKind.REPLACE, step, 0, content=content)
        else:
            operation = Operation("", OperationKind.INSERT, query.get("after", ""), 0)
        if operation is None or operation.kind in (OperationKind.HIDE, OperationKind.FILL):
            raise Http404
        return operation

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        query = request.GET.get("operation")
        fill = next((one for one in self.operations if one.id == query and one.place), None)
        if fill is not None:
            return redirect("layers:place", self.municipality.code, self.page.pk, fill.step, fill.place)
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        if self.edited.kind == OperationKind.REPLACE:
            return _("Your step instead of the shared one")
        return _("Your step")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "step": _without_id(self.edited.content)}

    def made_operation(self, form: LocalStepForm) -> Operation:
        edited = self.edited
        return Operation(edited.id, edited.kind, edited.step, 0, content=form.content)


def _without_id(step: RawStep | None) -> RawStep | None:
    return {"type": step["type"], "value": step["value"]} if step is not None else None


class PlaceView(EditView):
    """Fills a place of a step."""

    form_class = PlaceForm

    @cached_property
    def place(self) -> dict[str, Any]:
        steps = (step for step in frozen_steps(self.version) if step["id"] == self.kwargs["step_id"])
        blocks = (block for step in steps for block in places_in(step["value"]))
        found = next((block for block in blocks if block["id"] == self.kwargs["place"]), None)
        if found is None:
            raise Http404
        return dict(found["value"])

    @property
    def filled(self) -> Operation | None:
        key = (self.kwargs["step_id"], self.kwargs["place"])
        return next((one for one in self.operations if (one.step, one.place) == key), None)

    def get_page_title(self) -> str:
        return str(self.place.get("name") or _("Your text"))

    def get_form_kwargs(self) -> dict[str, Any]:
        text = self.filled.text if self.filled else self.place.get("text", "")
        return {**super().get_form_kwargs(), "text": text}

    def made_operation(self, form: PlaceForm) -> Operation:
        existing = self.filled.id if self.filled else ""
        step, place = self.kwargs["step_id"], self.kwargs["place"]
        return Operation(existing, OperationKind.FILL, step, 0, place=place, text=form.text)


class ValuesView(MunicipalityView, FormView):
    """The values of a municipality, filled in once for all modules."""

    form_class = ValuesForm
    template_name = "courses/layers/values.html"
    page_title = gettext_lazy("Phone numbers and names")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "variables": values_for_editing(self.municipality)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "list_url": self.list_url}

    def get_success_url(self) -> str:
        return self.list_url

    def form_valid(self, form: ValuesForm) -> HttpResponse:
        by = signed_in(self.request)
        SaveLocalValues(municipality=self.municipality, values=form.cleaned_data, by=by).run()
        messages.success(self.request, _("Saved. It is shown in all modules from now on."))
        return super().form_valid(form)
