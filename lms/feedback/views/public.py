"""Views of the public report form, and of the answer to a report."""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from allauth.core.internal.ratelimit import consume
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView

from lms.feedback.actions import AnswerReport, create_report
from lms.feedback.enums import FaultKind, ReportState
from lms.feedback.exceptions import ReportIsAnswered
from lms.feedback.models import FaultReport
from lms.feedback.places import HIDDEN_KEY, Place, find_place
from lms.feedback.views.forms import AnswerForm, ReportForm
from people.api import signed_in


def is_within_limit(request: HttpRequest, action: str) -> bool:
    """Count a report; return whether settings.ACCOUNT_RATE_LIMITS allows one more."""
    return bool(consume(request, app="allauth.account", action=action, key=action))


@method_decorator(never_cache, name="dispatch")
class ReportFaultView(FormView):
    """The report form, without sign-in and without JavaScript."""

    form_class = ReportForm
    template_name = "feedback/report.html"

    def get_initial(self) -> dict[str, Any]:
        kind = self.request.GET.get("kind")
        address = self.request.GET.get("page") or self.request.headers.get("Referer", "")
        initial_kind = kind if kind in FaultKind.values else FaultKind.ACCESSIBILITY.value
        return {"kind": initial_kind, "page": address}

    @cached_property
    def place(self) -> Place:
        values = self.request.POST if self.request.method == "POST" else self.get_initial()
        return find_place(str(values.get("page") or ""), self.request)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(place=self.place, **kwargs)

    def form_valid(self, form: ReportForm) -> HttpResponse:
        if not is_within_limit(self.request, "fault_report"):
            page = self.get_context_data(form=form, is_refused=True)
            return self.render_to_response(page, status=HTTPStatus.TOO_MANY_REQUESTS)
        create_report(
            kind=FaultKind(form.cleaned_data["kind"]),
            message=form.cleaned_data["message"],
            email=form.cleaned_data["email"],
            place=self.place,
            language=get_language() or "sv",
            sends_notice=is_within_limit(self.request, "fault_report_in_all"),
        )
        address = form.cleaned_data["page"] if self.place.back_url else ""
        query = f"?{urlencode({'page': address})}" if address else ""
        return HttpResponseRedirect(reverse("feedback:report_received") + query)


@method_decorator(never_cache, name="dispatch")
class ReportReceivedView(TemplateView):
    """The confirmation of a report, with a link back."""

    template_name = "feedback/received.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        place = find_place(self.request.GET.get("page", ""), self.request)
        return super().get_context_data(place=place, **kwargs)


class AnswerReportView(LoginRequiredMixin, FormView):
    """A report with its answer form; 404 for people who may not answer it."""

    form_class = AnswerForm
    template_name = "feedback/answer.html"

    @cached_property
    def report(self) -> FaultReport:
        reports = FaultReport.objects.answerable_by(signed_in(self.request))
        reports = reports.select_related("module", "answered_by", "mail")
        return get_object_or_404(reports, pk=self.kwargs["report"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report = self.report
        waiting = FaultReport.objects.answerable_by(signed_in(self.request)).in_state(ReportState.NEW)
        return super().get_context_data(
            report=report,
            address_url=report.address if HIDDEN_KEY not in report.address.split("/") else "",
            sends_email=bool(settings.EMAIL_HOST),
            waiting_count=waiting.exclude(pk=report.pk).count(),
            next_report=waiting.next_after(report),
            **kwargs,
        )

    def form_valid(self, form: AnswerForm) -> HttpResponse:
        by = signed_in(self.request)
        try:
            AnswerReport(report=self.report, answer=form.cleaned_data["answer"], by=by).run()
        except ReportIsAnswered:
            sentence = _("Somebody else has answered it meanwhile. Your answer was not saved.")
            messages.warning(self.request, sentence)
        else:
            messages.success(self.request, _("The answer is saved."))
        return redirect("feedback:answer_report", self.report.pk)
