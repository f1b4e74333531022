"""The admin's page of a trial: what it would play, and the buttons that start and end it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from courses.api import ModulePage, plan_trial
from lms.attempts.exceptions import CommitRefused, TrialRefused
from lms.attempts.trials.actions import EndTrial, StartTrial
from people.api import signed_in


class TrialView(WagtailAdminTemplateMixin, TemplateView):
    """Shows which steps a trial would play; POST starts it from the beginning, or ends it with `end`."""

    template_name = "tracking/trial.html"
    page_title = gettext_lazy("Try it as a learner")
    header_icon = "view"
    _show_breadcrumbs = True

    @cached_property
    def module_page(self) -> ModulePage:
        pages = ModulePage.objects.select_related("module", "locale")
        return get_object_or_404(pages, pk=self.kwargs["page_id"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.module_page.permissions_for_user(signed_in(request)).can_edit():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        editor = {"url": self.editor, "label": self.module_page.get_admin_display_title()}
        return [*self.breadcrumbs_items, editor, {"url": "", "label": str(self.page_title)}]

    @property
    def editor(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=[self.module_page.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "plan": plan_trial(self.module_page)}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "end" in request.POST:
            EndTrial(page=self.module_page, by=signed_in(request)).run()
            return redirect(self.editor)
        try:
            attempt = StartTrial(page=self.module_page, by=signed_in(request)).run()
        except TrialRefused:
            return redirect(request.path)  # which shows why
        except CommitRefused as refused:
            messages.warning(request, refused.sentence)
            return redirect(self.editor)
        return redirect("tracking:attempt", attempt.pk)
