"""Views of permissions for other hosts on a package's page in the Wagtail admin."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import View
from wagtail.admin import messages

from content_import.exceptions import HostRefused
from content_import.health.views import PACKAGE_PAGE, package_for
from content_import.hosts.actions import MAX_DURATION, AllowHost, EndHostPermission, RequestHost
from content_import.hosts.fetching.actions import RequestFetch
from content_import.hosts.models import HostFetch, HostPermission
from content_import.hosts.names import MAX_LENGTH
from content_import.hosts.queries import hosts_of
from content_import.packages.permissions import PackageAction, require_site_administrator
from courses.api import Package
from people.api import signed_in

#: the duration of a permission that the form proposes
DEFAULT_DURATION = dt.timedelta(days=182)


def hosts_context(package: Package) -> dict[str, Any]:
    """Return the context of the list of hosts."""
    today = timezone.localdate()
    return {
        "hosts": hosts_of(package),
        "first_day": today,
        "usual_day": today + DEFAULT_DURATION,
        "last_day": today + MAX_DURATION,
    }


class RequestHostForm(forms.Form):
    """A form for a host and why its files are needed."""

    host = forms.CharField(max_length=MAX_LENGTH)
    reason = forms.CharField(max_length=HostPermission.REASON_LENGTH)


class AllowHostForm(RequestHostForm):
    """A form for a host, why it is allowed, and until when."""

    expires_on = forms.DateField()


def back_to(package: Package) -> HttpResponse:
    return redirect(f"{redirect(PACKAGE_PAGE, package.pk).url}#hosts")


@method_decorator(require_POST, name="dispatch")
class RequestHostView(View):
    """Lets a trainer request files from a host."""

    form_class: type[forms.Form] = RequestHostForm
    action: type[PackageAction[HostPermission] | PackageAction[HostFetch]] = RequestHost
    incomplete = gettext_lazy("Write why the files are needed, in at most 500 characters.")
    done = gettext_lazy("Requested: files from %(host)s. A site administrator decides.")

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        package, form = package_for(request, pk, "change"), self.form_class(request.POST)
        try:
            if not form.is_valid():
                raise HostRefused(self.incomplete)
            row = self.action(package=package, **form.cleaned_data, by=signed_in(request)).run()
        except HostRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, self.done % {"host": row.host})
        return back_to(package)


class AdministratorHostView(RequestHostView):
    """A view for site administrators."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        require_site_administrator(signed_in(request))
        return super().post(request, pk)


class AllowHostView(AdministratorHostView):
    """Lets a site administrator allow files from a host."""

    form_class = AllowHostForm
    action = AllowHost
    incomplete = gettext_lazy("Write why it is allowed, in at most 500 characters, and choose a last day.")
    done = gettext_lazy("Images, media and fonts from %(host)s are let through.")


class FetchHostView(AdministratorHostView):
    """Lets a site administrator have a host's files put in a new version of the package."""

    action = RequestFetch
    incomplete = gettext_lazy("Write why it is allowed, in at most 500 characters.")
    done = gettext_lazy("Files from %(host)s are being fetched. Open this page again in a few minutes.")


@method_decorator(require_POST, name="dispatch")
class EndHostView(View):
    """Lets a site administrator refuse a request or end a permission."""

    def post(self, request: HttpRequest, pk: int, permission: int) -> HttpResponse:
        package = package_for(request, pk, "change")
        ended = get_object_or_404(HostPermission, pk=permission, package=package)
        EndHostPermission(permission=ended, by=signed_in(request)).run()
        messages.success(request, _("Nothing is fetched from %(host)s any more.") % {"host": ended.host})
        return back_to(package)
