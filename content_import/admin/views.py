"""Views of the Wagtail admin in which trainers import and manage packages."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import InspectView, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views.snippets import EditView, HistoryView, IndexView, UsageView

from content_import.admin.forms import PackageUploadForm
from content_import.exceptions import PackageInUse
from content_import.h5p_service.client import is_configured
from content_import.health.queries import dangerous_among
from content_import.health.views import health_context
from content_import.hosts.views import hosts_context
from content_import.packages.actions import DeletePackage, RenamePackage
from content_import.packages.permissions import PackagePermissionPolicy
from content_import.packages.publishing import DraftModule
from content_import.packages.queries import is_in_use, use_of, versions_of
from content_import.versions.upgrades import pages_to_upgrade, renewals_of
from courses.api import ModulePageMissing, Package
from infrastructure.db.api import key_in
from people.api import signed_in

POLICY = PackagePermissionPolicy(Package)


class PackageIndexView(IndexView):
    """The list of packages that the trainer may view."""

    add_item_label = gettext_lazy("Import a package")
    h5p_types_url_name = "wagtailsnippets_courses_package:h5p_types"

    def get_base_queryset(self) -> Any:
        viewable = POLICY.instances_user_has_any_permission_for(self.request.user, ["view"])
        return viewable.select_related("owner", "created_by")

    @cached_property
    def columns(self) -> list[Column]:
        """Return the columns without bulk actions: a package is deleted alone, with a reason when refused."""
        return [column for column in super().columns if column.name != "bulk_actions"]

    @cached_property
    def header_buttons(self) -> list[Any]:
        """Return Wagtail's buttons, and one that makes H5P content."""
        own = HeaderButton(_("Make H5P content"), reverse(self.h5p_types_url_name), icon_name="edit")
        return [*super().header_buttons, own]

    def get_edit_url(self, instance: Package) -> str:
        """Return the address of the package's page, since only its title can be edited."""
        return reverse(self.inspect_url_name, args=(instance.pk,))


class PackageUploadView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """Uploads and imports a package in one request; all problems are listed above the file."""

    permission_policy = POLICY
    permission_required = "add"
    form_class = PackageUploadForm
    template_name = "content_import/package_upload.html"
    page_title = gettext_lazy("Import a package")
    header_icon = "upload"
    index_url_name = inspect_url_name = ""
    known_message = gettext_lazy("This file is already imported, as “%(package)s”. Nothing new was stored.")
    _show_breadcrumbs = True

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "person": self.request.user}

    def get_initial(self) -> dict[str, Any]:
        return {"renews": self.request.GET.get("renews")}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        listing = {"url": reverse(self.index_url_name), "label": _("Packages")}
        return [*self.breadcrumbs_items, listing, {"url": "", "label": _("Import a package")}]

    def form_valid(self, form: PackageUploadForm) -> HttpResponse:
        package = form.import_upload()
        if package is None:
            return self.form_invalid(form)
        if form.is_known:
            messages.warning(self.request, self.known_message % {"package": package})
            return redirect(self.inspect_url_name, package.pk)
        messages.success(self.request, _("“%(package)s” is imported.") % {"package": package})
        for notice in package.import_notices:
            messages.warning(self.request, notice)
        return redirect(self.inspect_url_name, package.pk)

    def form_invalid(self, form: PackageUploadForm) -> HttpResponse:
        messages.error(self.request, _("The package was not imported. Nothing of it was kept."))
        return self.render_to_response(self.get_context_data(form=form))


class PermittedPackageMixin:
    """Finds the package among those that the person has permission for; any other gives 404."""

    required_action = "view"

    def get_object(self, queryset: Any = None) -> Package:
        permitted = POLICY.instances_user_has_any_permission_for(self.request.user, [self.required_action])  # type: ignore[attr-defined]  # mixed into views
        key = key_in(str(self.kwargs["pk"]))  # type: ignore[attr-defined]  # as above
        return get_object_or_404(permitted.select_related("owner", "created_by"), pk=key)


class PackageHistoryView(PermittedPackageMixin, HistoryView):
    """The log of a package."""


class PackageUsageView(PermittedPackageMixin, UsageView):
    """The uses of a package in Wagtail's reference index."""


class PackageEditView(PermittedPackageMixin, EditView):
    """The editor of the title, the only field that may change."""

    required_action = "change"

    def get_object(self, queryset: Any = None) -> Package:
        self.live_object = super().get_object(queryset)  # Wagtail's panel of the status shows it
        return self.live_object

    def save_instance(self) -> Package:
        by = signed_in(self.request)
        RenamePackage(package=self.object, title=self.form.cleaned_data["title"], by=by).run()
        return self.object


class PackageInspectView(PermittedPackageMixin, InspectView):
    """The page of a package: its contents, versions, uses, health and hosts."""

    page_title = gettext_lazy("Package")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_manage = POLICY.user_has_permission_for_instance(self.request.user, "change", self.object)
        return {
            **super().get_context_data(**kwargs),
            **health_context(self.request, self.object),
            **hosts_context(self.object),
            "structure": self.object.structure,
            "versions": versions_of(self.object),
            "use": use_of(self.object),
            "older_in": pages_to_upgrade(self.object, signed_in(self.request)),
            "renewals": renewals_of(self.object, signed_in(self.request)),
            "may_manage": may_manage,
            "has_h5p_editor": is_configured(),
        }


class PackageDeleteView(PermissionCheckedMixin, WagtailAdminTemplateMixin, View):
    """Deletes a package after a confirmation, or shows why it can't be deleted."""

    permission_policy = POLICY
    permission_required = "delete"
    template_name = "content_import/package_delete.html"
    page_title = gettext_lazy("Delete the package")
    header_icon = "bin"
    index_url_name = inspect_url_name = ""
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        listing = {"url": reverse(self.index_url_name), "label": _("Packages")}
        return [*self.breadcrumbs_items, listing, {"url": "", "label": _("Delete the package")}]

    def get(self, request: HttpRequest, pk: str) -> HttpResponse:
        package = self.package(pk)
        return self.render_to_response(
            self.get_context_data(package=package, is_in_use=is_in_use(package), use=use_of(package))
        )

    def post(self, request: HttpRequest, pk: str) -> HttpResponse:
        package = self.package(pk)
        try:
            DeletePackage(package=package, by=signed_in(request)).run()
        except PackageInUse as error:
            messages.error(request, str(error))
            return redirect(self.inspect_url_name, package.pk)
        messages.success(request, _("“%(package)s” is deleted.") % {"package": package})
        return redirect(self.index_url_name)

    def package(self, pk: str) -> Package:
        managed = POLICY.instances_user_has_any_permission_for(self.request.user, ["delete"])
        return get_object_or_404(managed, pk=pk)


@method_decorator(require_POST, name="dispatch")
class MakeModuleView(View):
    """Makes a draft module of a package and opens its editor."""

    def post(self, request: HttpRequest, pk: str) -> HttpResponse:
        viewable = POLICY.instances_user_has_any_permission_for(request.user, ["view"])
        package = get_object_or_404(viewable.ready(), pk=pk)
        if dangerous_among([package.pk]):
            messages.error(request, _("“%(package)s” is dangerous to learners.") % {"package": package})
            return redirect("wagtailsnippets_courses_package:inspect", package.pk)
        try:
            page = DraftModule(package=package, by=signed_in(request)).run()
        except ModulePageMissing:
            messages.error(request, _("The site has no catalogue of modules yet. Ask those who run it."))
            return redirect(request.headers.get("Referer") or "wagtailadmin_home")
        messages.success(request, _("A draft is made. Fill in the rest and publish."))
        return redirect("wagtailadmin_pages:edit", page.pk)
