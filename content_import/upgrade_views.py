"""The page where a trainer takes a new version of a package into a module, and sees first what it means."""

from __future__ import annotations

from functools import cached_property
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from content_import.exceptions import UpgradeRefused
from content_import.permissions import packages_seen_by
from content_import.upgrade_forms import UpgradeForm
from content_import.upgrades import Upgrade, plan_upgrade, upgrade_page
from courses.models import ModulePage, Package
from lms.people.models import Person
from lms.records.actions_renewals import withdraw_renewal
from lms.records.models import Renewal
from lms.tracking.exceptions import StructureDiffers


def page_within_reach(request: HttpRequest, pk: int) -> ModulePage:
    """Return a page that the person may publish. Raises Http404 and PermissionDenied."""
    page = get_object_or_404(ModulePage.objects.select_related("module", "locale"), pk=pk)
    if not page.permissions_for_user(cast("Person", request.user)).can_publish():
        raise PermissionDenied
    return page


class UpgradeView(WagtailAdminTemplateMixin, FormView):
    """Shows what the new version means for one module, asks, and publishes it."""

    form_class = UpgradeForm
    template_name = "content_import/package_upgrade.html"
    page_title = gettext_lazy("Take in the new version")
    header_icon = "upload"
    _show_breadcrumbs = True

    @cached_property
    def package(self) -> Package:
        seen = packages_seen_by(cast("Person", self.request.user)).ready()
        return get_object_or_404(seen, pk=self.kwargs["pk"])

    @cached_property
    def upgrade(self) -> Upgrade:
        return plan_upgrade(page_within_reach(self.request, self.kwargs["page"]), self.package)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "upgrade": self.upgrade}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        listing = {"url": reverse("wagtailsnippets_courses_package:list"), "label": _("Packages")}
        package = {"url": self.get_success_url(), "label": str(self.package)}
        return [*self.breadcrumbs_items, listing, package, {"url": "", "label": str(self.page_title)}]

    def get_success_url(self) -> str:
        return reverse("wagtailsnippets_courses_package:inspect", args=[self.package.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "upgrade": self.upgrade}

    def form_valid(self, form: UpgradeForm) -> HttpResponse:
        data = form.cleaned_data
        try:
            version, moved = upgrade_page(
                page=self.upgrade.page,
                package=self.package,
                by=cast("Person", self.request.user),
                moves=data["middle"] == form.MOVE,
                last_valid_on=data["last_valid_on"] if data["completions"] == form.REDO else None,
            )
        except (UpgradeRefused, StructureDiffers):
            form.add_error(None, _("The module has changed meanwhile. Look at it and try again."))
            return self.form_invalid(form)
        sentence = _("“%(module)s” now has version %(number)s of the package.") % {
            "module": version.title,
            "number": self.package.version,
        }
        told = ngettext("%d person moved over.", "%d people moved over.", moved) % moved if moved else ""
        messages.success(self.request, f"{sentence} {told}".strip())
        return super().form_valid(form)


@method_decorator(require_POST, name="dispatch")
class WithdrawRenewalView(View):
    """Lets what was completed before count as if nothing had been asked."""

    def post(self, request: HttpRequest, pk: int, page: int) -> HttpResponse:
        module = page_within_reach(request, page).module
        renewals = Renewal.objects.in_force().filter(module_version__module=module)
        asked = request.POST.get("renewal", "")
        chosen = int(asked[:18]) if asked.isascii() and asked.isdecimal() else 0
        withdraw_renewal(renewal=get_object_or_404(renewals, pk=chosen))
        messages.success(request, _("What was done before counts again."))
        return redirect("wagtailsnippets_courses_package:inspect", pk)
