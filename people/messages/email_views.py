"""Views that enter, confirm and remove the person's own e-mail address."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import FormView, TemplateView

from people.exceptions import EmailRefused
from people.identity.forms import EmailForm
from people.identity.requests import signed_in
from people.messages.email_addresses import ConfirmEmail, EnterEmail, RemoveEmail
from people.messages.email_links import LINK_LIFETIME, address_of
from people.models import EmailChange


class EmailView(LoginRequiredMixin, FormView):
    """The address in use, the unconfirmed one, and a form for another."""

    form_class = EmailForm
    template_name = "account/email.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "person": signed_in(self.request)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs["waiting"] = EmailChange.objects.filter(person=signed_in(self.request)).first()
        kwargs["days"] = LINK_LIFETIME.days
        kwargs["is_sending"] = bool(settings.EMAIL_HOST)
        return super().get_context_data(**kwargs)

    def form_valid(self, form: EmailForm) -> HttpResponse:
        try:
            EnterEmail(address=form.cleaned_data["address"], by=signed_in(self.request)).run()
        except EmailRefused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        return redirect("account_email")


class EmailConfirmView(LoginRequiredMixin, TemplateView):
    """The target of the link in an e-mail. GET shows the address, POST confirms it."""

    template_name = "account/email_confirm.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs["address"] = address_of(self.kwargs["token"], person=signed_in(self.request).pk)
        return super().get_context_data(**kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = self.get_context_data(**kwargs)
        return self.render_to_response(context, status=200 if context["address"] else 404)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            ConfirmEmail(token=token, by=signed_in(request)).run()
        except EmailRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The address is confirmed. Reminders go there from now on."))
        return redirect("account_email")


class EmailRemoveView(LoginRequiredMixin, View):
    """A view that removes the address."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        RemoveEmail(by=signed_in(request)).run()
        messages.success(request, _("The address is removed. Reminders are on your start page."))
        return redirect("account_email")
