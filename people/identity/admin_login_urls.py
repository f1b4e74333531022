"""URLs that replace the Wagtail admin's sign-in, password and account pages.

Included before Wagtail's own URLs.
"""

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import path, re_path, reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access

from people.identity.cms_account import OwnAccountView


def sign_in(request: HttpRequest) -> HttpResponseRedirect:
    """Redirect to the site's sign-in page, and then to the requested page of the admin or its start."""
    next_url = request.GET.get("next") or reverse("wagtailadmin_home")
    return redirect(f"{reverse('account_login')}?{urlencode({'next': next_url})}")


urlpatterns = [
    path("login/", sign_in),
    path(
        "account/",
        never_cache(require_admin_access(OwnAccountView.as_view())),
        name="wagtailadmin_account",
    ),
    re_path(r"^password_reset/(?P<rest>.*)$", lambda request, rest: redirect("account_code")),
]
