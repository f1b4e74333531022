"""Views of the person's own account, and of signing in with a one-time code."""

from typing import Any

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.decorators import rate_limit
from django.conf import settings
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView, TemplateView

from people.identity.forms import OneTimeCodeForm
from people.identity.requests import signed_in


class AccountHomeView(LoginRequiredMixin, TemplateView):
    """The account page: name, user name, employments, roles, language, password, sign-out."""

    template_name = "account/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add present and future employments, roles, and whether to offer the e-mail setting."""
        person = signed_in(self.request)
        today = timezone.localdate()
        kwargs["employments"] = (
            person.employments.not_over(today).select_related("unit__municipality").order_by("valid_from")
        )
        kwargs["roles"] = person.roles.select_related("unit", "municipality").order_by("kind")
        kwargs["has_email"] = bool(settings.EMAIL_HOST or person.email)
        return super().get_context_data(**kwargs)


class PlainLanguageView(LoginRequiredMixin, View):
    """A view that sets whether the person reads plain language, and redirects to the page it was on."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        person = signed_in(request)
        person.prefers_plain = "plain" in request.POST
        person.save(update_fields=["prefers_plain"])
        url = request.POST.get("next", "")
        is_own = url_has_allowed_host_and_scheme(url, {request.get_host()}, request.is_secure())
        return redirect(url if is_own else "account_home")


@method_decorator(rate_limit(action="one_time_code"), name="dispatch")
@method_decorator(sensitive_post_parameters("code", "password"), name="dispatch")
@method_decorator(never_cache, name="dispatch")
class OneTimeCodeView(FormView):
    """A view that sets a new password by a one-time code and signs the person in."""

    form_class = OneTimeCodeForm
    template_name = "account/code.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return redirect("account_home")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: OneTimeCodeForm) -> HttpResponse:
        response: HttpResponse = perform_login(self.request, Login(user=form.person))
        self.request.session.set_expiry(0)
        return response
