"""The viewset of packages in the Wagtail admin. Only titles can be edited."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from content_import.admin.package_chooser import PackageChooserViewSet
from content_import.admin.views import (
    MakeModuleView,
    PackageDeleteView,
    PackageEditView,
    PackageHistoryView,
    PackageIndexView,
    PackageInspectView,
    PackageUploadView,
    PackageUsageView,
)
from content_import.h5p_editor.views import H5PFormView, H5PTypesView
from content_import.h5p_service.views import EditorEntryView, EditorSessionView, OpenEditorView
from content_import.health.views import CheckAgainView, HealthView, OverrideView, ScreenshotView
from content_import.hosts.views import AllowHostView, EndHostView, FetchHostView, RequestHostView
from content_import.packages.uploads import accept_large_uploads
from content_import.versions.upgrade_views import UpgradeView, WithdrawRenewalView
from courses.api import Package


class PackageViewSet(SnippetViewSet):
    """The viewset of packages."""

    model = Package
    icon = "folder-open-inverse"
    menu_label = _("Packages")
    menu_name = "packages"
    menu_order = 220
    add_to_admin_menu = True
    copy_view_enabled = False
    inspect_view_enabled = True
    list_per_page = 50
    ordering = ["-created_at"]
    list_display = [
        "title",
        Column("version", label=_("Version"), accessor="version", sort_key="version"),
        Column("status", label=_("Status"), accessor="get_status_display", sort_key="status"),
        Column("standard", label=_("Standard"), accessor="format_label", sort_key="standard"),
        Column("owner", label=_("Whose"), accessor="owner_name"),
        Column("size", label=_("Size"), accessor="size_label", sort_key="total_bytes"),
        Column("created_by", label=_("Imported by"), accessor="importer_name"),
        DateColumn("created_at", label=_("When"), sort_key="created_at"),
    ]
    list_filter = ["standard", "status", "owner"]
    search_fields = ["title"]
    panels = [FieldPanel("title")]
    index_view_class = PackageIndexView
    edit_view_class = PackageEditView
    history_view_class = PackageHistoryView
    usage_view_class = PackageUsageView
    inspect_view_class = PackageInspectView
    inspect_template_name = "content_import/package_detail.html"
    chooser_viewset_class = PackageChooserViewSet

    @property
    def own_urls(self) -> dict[str, str]:
        return {
            "index_url_name": self.get_url_name("list"),
            "inspect_url_name": self.get_url_name("inspect"),
        }

    @property
    def add_view(self) -> Any:
        return accept_large_uploads(PackageUploadView.as_view(**self.own_urls))

    @property
    def delete_view(self) -> Any:
        return PackageDeleteView.as_view(**self.own_urls)

    def get_urlpatterns(self) -> list[URLPattern]:
        upgrade = "upgrade/<int:pk>/<int:page>/"
        upgrades = [
            path(upgrade, UpgradeView.as_view(), name="upgrade"),
            path(f"{upgrade}withdraw/", WithdrawRenewalView.as_view(), name="withdraw_renewal"),
        ]
        make_module = path("make-module/<int:pk>/", MakeModuleView.as_view(), name="make_module")
        health = [
            path("health/<int:pk>/", HealthView.as_view(), name="health"),
            path("health/<int:pk>/check/", CheckAgainView.as_view(), name="health_check"),
            path("health/<int:pk>/override/", OverrideView.as_view(), name="health_override"),
            path("health/<int:pk>/<int:report>/", ScreenshotView.as_view(), name="health_picture"),
        ]
        hosts = [
            path("hosts/<int:pk>/request/", RequestHostView.as_view(), name="request_host"),
            path("hosts/<int:pk>/allow/", AllowHostView.as_view(), name="allow_host"),
            path("hosts/<int:pk>/fetch/", FetchHostView.as_view(), name="fetch_host"),
            path("hosts/<int:pk>/<int:permission>/end/", EndHostView.as_view(), name="end_host"),
        ]
        h5p = [
            path("h5p/new/", H5PTypesView.as_view(), name="h5p_types"),
            path("h5p/new/<str:h5p_type>/", H5PFormView.as_view(), name="h5p_new"),
            path("h5p/<int:pk>/edit/", H5PFormView.as_view(), name="h5p_edit"),
            path("h5p/editor/open/", OpenEditorView.as_view(), name="h5p_open"),
            path("h5p/editor/<str:session_id>/", EditorSessionView.as_view(), name="h5p_session"),
            path("h5p/editor/<str:session_id>/edit/", EditorEntryView.as_view(), name="h5p_session_edit"),
        ]
        return [*super().get_urlpatterns(), make_module, *health, *hosts, *upgrades, *h5p]
