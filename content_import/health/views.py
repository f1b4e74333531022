"""Views of a package's health in the Wagtail admin: report, screenshot, new check, override."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django.views.generic import View
from wagtail.admin import messages

from content_import.health.actions import OverrideHealthCheck, RequestHealthCheck
from content_import.health.models import HealthOverride
from content_import.health.queries import is_unchecked, latest_override, latest_report
from content_import.packages.permissions import PackagePermissionPolicy, require_site_administrator
from courses.api import Package
from people.api import signed_in

POLICY = PackagePermissionPolicy(Package)
#: the page about the package, of which the report is a part
PACKAGE_PAGE = "wagtailsnippets_courses_package:inspect"


def package_for(request: HttpRequest, pk: int, action: str) -> Package:
    """Return the package if the trainer has the permission. Raises Http404 otherwise."""
    packages = POLICY.instances_user_has_any_permission_for(request.user, [action])
    return get_object_or_404(packages.ready(), pk=pk)


def health_context(request: HttpRequest, package: Package) -> dict[str, Any]:
    """Return the context of the report's template."""
    return {
        "package": package,
        "report": latest_report(package),
        "override": latest_override(package),
        "is_unchecked": is_unchecked(package),
        "may_override": signed_in(request).is_superuser,
        "may_check": POLICY.user_has_permission_for_instance(request.user, "change", package),
    }


@method_decorator(never_cache, name="dispatch")
class HealthView(View):
    """The report alone, for a page that polls it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        package = package_for(request, pk, "view")
        return render(request, "content_import/includes/health.html", health_context(request, package))


@method_decorator(require_POST, name="dispatch")
class CheckAgainView(View):
    """Requests another check."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        package = package_for(request, pk, "change")
        RequestHealthCheck(package=package, by=signed_in(request)).run()
        return redirect(f"{redirect(PACKAGE_PAGE, package.pk).url}#health")


class OverrideForm(forms.Form):
    """A form for the reason of an override."""

    reason = forms.CharField(max_length=HealthOverride.REASON_LENGTH)


@method_decorator(require_POST, name="dispatch")
class OverrideView(View):
    """Lets a site administrator approve a package whose check is incomplete."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        package = package_for(request, pk, "change")
        require_site_administrator(signed_in(request))
        form = OverrideForm(request.POST)
        if form.is_valid():
            OverrideHealthCheck(package=package, by=signed_in(request), **form.cleaned_data).run()
            messages.success(request, _("“%(package)s” can be published now.") % {"package": package})
        else:
            messages.error(request, _("Write why the package may be published, in at most 500 characters."))
        return redirect(f"{redirect(PACKAGE_PAGE, package.pk).url}#health")


class ScreenshotView(View):
    """The screenshot of a report, which never changes."""

    def get(self, request: HttpRequest, pk: int, report: int) -> HttpResponse:
        package = package_for(request, pk, "view")
        with_picture = package.health_reports.filter(pk=report).first()  # type: ignore[attr-defined]  # a reverse relation
        if with_picture is None or not with_picture.screenshot:
            raise Http404
        headers = {"Cache-Control": "private, max-age=31536000, immutable"}
        return HttpResponse(bytes(with_picture.screenshot), content_type="image/jpeg", headers=headers)
