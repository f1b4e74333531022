"""The view in which a trainer publishes a module with a new version of a package."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from django.views.generic import View
from wagtail.admin import messages

from content_import.exceptions import UpgradeRefused
from content_import.packages.permissions import packages_viewable_by
from content_import.versions.publication_views import PublicationView, publishable_page
from content_import.versions.upgrade_forms import UpgradeForm
from content_import.versions.upgrades import Upgrade, UpgradePage, plan_upgrade
from courses.api import Package
from infrastructure.db.api import key_in
from lms.attempts.api import StructureDiffers
from lms.records.api import VersionExpiry, WithdrawVersionExpiry
from people.api import signed_in


class UpgradeView(PublicationView):
    """Shows the plan of a new package version in one module, and publishes the module with it."""

    form_class = UpgradeForm
    template_name = "content_import/package_upgrade.html"
    page_title = gettext_lazy("Take in the new version")
    refusals = (UpgradeRefused, StructureDiffers)

    @cached_property
    def package(self) -> Package:
        packages = packages_viewable_by(signed_in(self.request)).ready()
        return get_object_or_404(packages, pk=self.kwargs["pk"])

    @cached_property
    def upgrade(self) -> Upgrade:
        return plan_upgrade(publishable_page(self.request, self.kwargs["page"]), self.package)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "upgrade": self.upgrade}

    def get_parents(self) -> list[tuple[str, str]]:
        inspect = reverse("wagtailsnippets_courses_package:inspect", args=[self.package.pk])
        return [
            (reverse("wagtailsnippets_courses_package:list"), _("Packages")),
            (inspect, str(self.package)),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "upgrade": self.upgrade}

    def publish(self, form: UpgradeForm) -> str:
        version, moved = UpgradePage(
            page=self.upgrade.page,
            package=self.package,
            by=signed_in(self.request),
            moves=form.cleaned_data["middle"] == form.MOVE,
            last_valid_on=form.chosen_last_day,
        ).run()
        values = {"module": version.title, "number": self.package.version}
        sentence = _("“%(module)s” now has version %(number)s of the package.") % values
        reached = ngettext("%d person moved over.", "%d people moved over.", moved) % moved if moved else ""
        return f"{sentence} {reached}".strip()


@method_decorator(require_POST, name="dispatch")
class WithdrawRenewalView(View):
    """Withdraws a renewal, so that earlier completions are valid again."""

    def post(self, request: HttpRequest, pk: int, page: int) -> HttpResponse:
        module = publishable_page(request, page).module
        renewals = VersionExpiry.objects.in_force().filter(module_version__module=module)
        expiry = get_object_or_404(renewals, pk=key_in(request.POST.get("renewal", "")))
        WithdrawVersionExpiry(expiry=expiry, by=signed_in(request)).run()
        messages.success(request, _("What was done before counts again."))
        return redirect("wagtailsnippets_courses_package:inspect", pk)
