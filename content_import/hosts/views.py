"""Views of permissions for other hosts on a package's page in the Wagtail admin."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import View
from wagtail.admin import messages

from content_import.exceptions import HostRefused
from content_import.health.views import PACKAGE_PAGE, package_for
from content_import.hosts.actions import MAX_DURATION, allow_host, end_host_permission, request_host
from content_import.hosts.fetching.actions import request_fetch
from content_import.hosts.models import HostPermission
from content_import.hosts.names import MAX_LENGTH
from content_import.hosts.queries import hosts_of
from courses.api import Package
from people.api import Person

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


def person_of(request: HttpRequest) -> Person:
    return cast("Person", request.user)


def back_to(package: Package) -> HttpResponse:
    return redirect(f"{redirect(PACKAGE_PAGE, package.pk).url}#hosts")


@method_decorator(require_POST, name="dispatch")
class RequestHostView(View):
    """Lets a trainer request files from a host."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        package = package_for(request, pk, "change")
        form = RequestHostForm(request.POST)
        try:
            if not form.is_valid():
                raise HostRefused(_("Write why the files are needed, in at most 500 characters."))
            permission = request_host(package=package, **form.cleaned_data, by=person_of(request))
        except HostRefused as refused:
            messages.error(request, str(refused))
        else:
            sentence = _("Requested: files from %(host)s. A site administrator decides.")
            messages.success(request, sentence % {"host": permission.host})
        return back_to(package)


@method_decorator(require_POST, name="dispatch")
class AllowHostView(View):
    """Lets a site administrator allow files from a host."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        package = package_for(request, pk, "change")
        if not person_of(request).is_superuser:
            raise PermissionDenied
        form = AllowHostForm(request.POST)
        try:
            if not form.is_valid():
                raise HostRefused(
                    _("Write why it is allowed, in at most 500 characters, and choose a last day.")
                )
            permission = allow_host(package=package, **form.cleaned_data, by=person_of(request))
        except HostRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(
                request,
                _("Images, media and fonts from %(host)s are let through.") % {"host": permission.host},
            )
        return back_to(package)


@method_decorator(require_POST, name="dispatch")
class FetchHostView(View):
    """Lets a site administrator have a host's files put in a new version of the package."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        package = package_for(request, pk, "change")
        if not person_of(request).is_superuser:
            raise PermissionDenied
        form = RequestHostForm(request.POST)
        try:
            if not form.is_valid():
                raise HostRefused(_("Write why it is allowed, in at most 500 characters."))
            fetch = request_fetch(package=package, **form.cleaned_data, by=person_of(request))
        except HostRefused as refused:
            messages.error(request, str(refused))
        else:
            sentence = _("Files from %(host)s are being fetched. Open this page again in a few minutes.")
            messages.success(request, sentence % {"host": fetch.host})
        return back_to(package)


@method_decorator(require_POST, name="dispatch")
class EndHostView(View):
    """Lets a site administrator refuse a request or end a permission."""

    def post(self, request: HttpRequest, pk: int, permission: int) -> HttpResponse:
        package = package_for(request, pk, "change")
        if not person_of(request).is_superuser:
            raise PermissionDenied
        ended = get_object_or_404(HostPermission, pk=permission, package=package)
        end_host_permission(permission=ended, by=person_of(request))
        messages.success(request, _("Nothing is fetched from %(host)s any more.") % {"host": ended.host})
        return back_to(package)
