"""Views of the person's notices and of the audit log of their account."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views import View
from django.views.generic import ListView

from people.access.audit_texts import audit_lines
from people.identity.requests import signed_in
from people.messages.notice_texts import notice_lines
from people.messages.notices import mark_notices_read
from people.models import AuditEntry, Notice


class NoticesView(LoginRequiredMixin, ListView):
    """All notices, the newest first. POST marks all as read."""

    template_name = "account/notices.html"
    paginate_by = 20

    def get_queryset(self) -> QuerySet[Notice]:
        return signed_in(self.request).notices.newest_first()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        unread = signed_in(self.request).notices.unread().count()
        return {**context, "notices": list(notice_lines(context["object_list"])), "unread": unread}

    def post(self, request: HttpRequest) -> HttpResponse:
        mark_notices_read(person=signed_in(request))
        return redirect("account_notices")


class NoticeReadView(LoginRequiredMixin, View):
    """A view that marks one notice as read and redirects to the page it was on."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, notice: int) -> HttpResponse:
        person = signed_in(request)
        get_object_or_404(person.notices, pk=notice)
        mark_notices_read(person=person, notice=notice)
        return redirect("wagtail_serve", "") if "home" in request.POST else redirect("account_notices")


class AuditLogView(LoginRequiredMixin, ListView):
    """The audit log of the person's own account, the newest first."""

    template_name = "account/log.html"
    paginate_by = 50

    def get_queryset(self) -> QuerySet[AuditEntry]:
        return signed_in(self.request).audit_entries.select_related("municipality").newest_first()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "lines": list(audit_lines(context["object_list"]))}
