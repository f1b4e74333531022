"""The page on which a trainer chooses steps of another module to copy into a draft."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from courses.editing.copied_steps import CopySteps, modules_to_copy_from, steps_to_copy
from courses.exceptions import StepsNotCopied
from courses.models import ModulePage
from courses.steps.stored import StoredStep, read_stream
from people.api import signed_in


class SourceForm(forms.Form):
    """The choice of the module whose steps are listed."""

    source = forms.ModelChoiceField(
        ModulePage.objects.none(), label=gettext_lazy("Module"), empty_label=gettext_lazy("Choose a module")
    )

    def __init__(self, *args: Any, person: Any, page: ModulePage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sources = modules_to_copy_from(person, page).select_related("locale").order_by("title")
        self.fields["source"].queryset = sources  # type: ignore[attr-defined]  # a ModelChoiceField


class CopiedStepsForm(forms.Form):
    """The steps to copy, and their place among those of the page."""

    FIRST, LAST = "first", "last"

    steps = forms.MultipleChoiceField(
        label=gettext_lazy("Steps"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one step.")},
    )
    after = forms.ChoiceField(label=gettext_lazy("Where"), required=False)

    def __init__(
        self, *args: Any, steps: tuple[StoredStep, ...], own: tuple[StoredStep, ...], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        listed = [(step.id, f"{_title(step)} · {step.type.outline_label}") for step in steps]
        places = [(step.id, _("After “%(step)s”") % {"step": _title(step)}) for step in own]
        self.fields["steps"].choices = listed  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["after"].choices = [(self.LAST, _("Last")), (self.FIRST, _("First")), *places]  # type: ignore[attr-defined]
        self.initial.setdefault("after", self.LAST)

    @property
    def chosen_place(self) -> str | None:
        """The id of the step to follow, "" for the first place and None for the last."""
        after = self.cleaned_data["after"]
        return {self.FIRST: "", self.LAST: None, "": None}.get(after, after)


def _title(step: StoredStep) -> str:
    return step.title or _("Step without a title")


class CopyStepsView(WagtailAdminTemplateMixin, FormView):
    """Lists the modules that may be read, and then the steps of the chosen one."""

    form_class = CopiedStepsForm
    template_name = "courses/editing/copy_steps.html"
    page_title = gettext_lazy("Copy steps from another module")
    header_icon = "copy"
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.module_page.permissions_for_user(signed_in(request)).can_edit():
            raise PermissionDenied
        if request.method == "POST" and self.source is None:
            return redirect(request.path)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def module_page(self) -> ModulePage:
        return get_object_or_404(ModulePage.objects.select_related("module"), pk=self.kwargs["page_id"])

    @cached_property
    def source_form(self) -> SourceForm:
        data = self.request.GET if "source" in self.request.GET else None
        return SourceForm(data, person=signed_in(self.request), page=self.module_page)

    @cached_property
    def source(self) -> ModulePage | None:
        """The chosen module, None before one is chosen."""
        form = self.source_form
        return form.cleaned_data["source"] if form.is_valid() else None

    def get_form_kwargs(self) -> dict[str, Any]:
        steps = steps_to_copy(self.source, signed_in(self.request)) if self.source else ()
        own = self.module_page.get_latest_revision_as_object().stored_steps
        return {**super().get_form_kwargs(), "steps": read_stream(steps), "own": own}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        editor = {"url": self.get_success_url(), "label": self.module_page.get_admin_display_title()}
        return [*self.breadcrumbs_items, editor, {"url": "", "label": str(self.page_title)}]

    def get_success_url(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=[self.module_page.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        has_steps = bool(context["form"].fields["steps"].choices)
        return {**context, "source_form": self.source_form, "source": self.source, "has_steps": has_steps}

    def form_valid(self, form: CopiedStepsForm) -> HttpResponse:
        if self.source is None:
            return self.form_invalid(form)
        try:
            copied = CopySteps(
                page=self.module_page,
                source=self.source,
                step_ids=form.cleaned_data["steps"],
                after=form.chosen_place,
                by=signed_in(self.request),
            ).run()
        except StepsNotCopied as refused:
            for reason in refused.reasons:
                form.add_error("steps", reason)
            return self.form_invalid(form)
        sentence = ngettext(
            "%(count)d step is copied. Look it through before you publish.",
            "%(count)d steps are copied. Look them through before you publish.",
            copied,
        )
        messages.success(self.request, sentence % {"count": copied})
        return super().form_valid(form)
