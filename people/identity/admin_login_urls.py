"""The Wagtail admin is entered through our own door: its sign-in and password pages lead here.

Its account page is ours too. Included before Wagtail's own addresses.
"""

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import path, re_path, reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access

from people.identity.cms_account import OwnAccountView


def sign_in(request: HttpRequest) -> HttpResponseRedirect:
    """To our sign-in page, and on to the admin's start or the page of it that was asked for."""
    wanted = request.GET.get("next") or reverse("wagtailadmin_home")
    return redirect(f"{reverse('account_login')}?{urlencode({'next': wanted})}")


def forgotten_password(request: HttpRequest, rest: str = "") -> HttpResponseRedirect:
    return redirect("account_code")


urlpatterns = [
    path("login/", sign_in),
    path(
        "account/",
        never_cache(require_admin_access(OwnAccountView.as_view())),
        name="wagtailadmin_account",
    ),
    re_path(r"^password_reset/(?P<rest>.*)$", forgotten_password),
]
