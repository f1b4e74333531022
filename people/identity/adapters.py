"""The adapter of django-allauth."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.ratelimit import consume, get_ip
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from people.access.roles import RemoveFormerRoles
from people.models import Person


class AccountAdapter(DefaultAccountAdapter):
    """An adapter without sign-up: administrators and managers create accounts."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("The user name or the password is wrong. Check both and try again."),
        "too_many_login_attempts": _(
            "Too many attempts. Wait five minutes and try again, or ask your manager for a one-time code."
        ),
        "enter_current_password": _("That is not your present password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Return whether the URL is on this host; content hosts, with third-party scripts, are refused."""
        request = self.request
        return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return the start page in the language of the sign-in page."""
        return reverse("wagtail_serve", args=[""])

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_login")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_home")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Authenticate within the limits by account; a success does not count.

        The user name is normalised as the database does, where more letters are equal than by `lower()`.
        """
        account = str(credentials.get("username", "")).upper().lower()
        limits = {
            "login_failed_from_network": f"{get_ip(request)} {account}",
            "login_failed_for_account": account,
        }
        usages = []
        for action, key in limits.items():
            usage = consume(request, app="allauth.account", action=action, key=key)
            if not usage:
                raise self.validation_error("too_many_login_attempts")
            usages.append(usage)
        user = super().authenticate(request, **credentials)
        if user:
            for usage in usages:
                usage.rollback()
        return user

    def login(self, request: HttpRequest, user: Person) -> None:
        RemoveFormerRoles(person=user).run()
        super().login(request, user)

    def add_message(self, *args: object, **kwargs: object) -> None:
        """Add no message: the page after signing in or out is enough."""
