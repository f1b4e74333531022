"""Views that hand out one-time codes, and request and approve them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from people.access.permissions import REQUEST_LIFETIME
from people.codes.actions import HandOutCode, code_refusal_message
from people.codes.requests import ApproveCode, RequestCode, approvable
from people.models import CodeRequest, Municipality, Person
from people.organisation.views.base import ActionView, AdministratorMixin
from people.organisation.views.people import PersonActionView


@method_decorator(never_cache, name="dispatch")
class CodeView(PersonActionView):
    """A view that hands out a one-time code, which is shown in the response only."""

    extra_context = {
        "title": _("Hand out a one-time code"),
        "submit": _("Make a code"),
        "intro": _(
            "With the code the person chooses a new password. "
            "Give it to them yourself, not by e-mail or text. "
            "It holds for 24 hours and can be used once."
        ),
    }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.reach.needs_approval(self.person):
            return redirect("people:code_request", self.person.pk)
        if not self.reach.may_hand_out_code(self.person):
            raise PermissionDenied(code_refusal_message(self.reach, self.person))
        return super().get(request, *args, **kwargs)

    def act(self, form: forms.Form) -> None:
        self.code = HandOutCode(person=self.person, by=self.actor).run()

    def form_valid(self, form: forms.Form) -> HttpResponse:
        self.act(form)
        code = self.code
        context = {"person": self.person, "code": f"{code[:4]} {code[4:]}", "spelled": " ".join(code)}
        return render(self.request, "people/code.html", context)


class CodeRequestView(PersonActionView):
    """A view that requests a code to an account that another municipality has used within two years."""

    template_name = "people/code_request.html"
    extra_context = {"title": _("Request a one-time code"), "submit": _("Request the code")}
    done = _("Requested. You get a notice on the start page when the code is approved.")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.reach.may_hand_out_code(self.person):
            return redirect("people:code", self.person.pk)
        if not self.reach.needs_approval(self.person):
            raise PermissionDenied(code_refusal_message(self.reach, self.person))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        requests = CodeRequest.objects.filter(person=self.person, requested_by=self.actor)
        current = requests.open_at(timezone.now(), REQUEST_LIFETIME).first()
        left = len(self.reach.municipalities_to_approve(self.person))
        return super().get_context_data(request_made=current, left=left, **kwargs)

    def act(self, form: forms.Form) -> None:
        RequestCode(person=self.person, by=self.actor).run()

    def get_success_url(self) -> str:
        return reverse("people:detail", args=[self.person.pk])


class CodeApprovalView(AdministratorMixin, ActionView):
    """A view that approves a request for a code to an account that this municipality uses too."""

    extra_context = {
        "title": _("Approve a one-time code"),
        "submit": _("Approve the code"),
        "intro": _(
            "With the code a new password is chosen, and whoever has it can sign in as the person. "
            "Ask the person first. The approval is written in the log of the account."
        ),
        "back": _("Notices"),
    }
    done = _("Approved.")

    @cached_property
    def code_request(self) -> CodeRequest:
        """The request of the URL. Raises Http404 if this administrator cannot approve it."""
        requests = CodeRequest.objects.select_related("person", "requested_by")
        request = get_object_or_404(requests, pk=self.kwargs["code_request"])
        if not approvable(request, self.actor):
            raise Http404
        return request

    @cached_property
    def person(self) -> Person:
        return self.code_request.person

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        by = self.code_request.requested_by
        municipalities = Municipality.objects.filter(units__roles__person=by) | Municipality.objects.filter(
            roles__person=by
        )
        where = ", ".join(sorted({str(municipality) for municipality in municipalities}))
        subject = _("%(person)s, requested by %(by)s, %(where)s") % {
            "person": self.person,
            "by": by,
            "where": where,
        }
        return super().get_context_data(back_url=self.get_success_url(), subject=subject, **kwargs)

    def act(self, form: forms.Form) -> None:
        ApproveCode(request=self.code_request, by=self.actor).run()

    def get_success_url(self) -> str:
        return reverse("account_notices")
