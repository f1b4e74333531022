"""In the Wagtail admin: the page about the record store, its place in the menu, and the right to it."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from lms.xapi.admin_views import StatementsView, may_follow_sending
from people.api import signed_in


@hooks.register("register_admin_urls")
def statements_urls() -> list[URLPattern]:
    return [path("record-store/", StatementsView.as_view(), name="xapi_statements")]


class RecordStoreMenuItem(MenuItem):
    """Shown to those who may, where there is a store."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(settings.XAPI_ENDPOINT) and may_follow_sending(signed_in(request))


@hooks.register("register_admin_menu_item")
def record_store_menu_item() -> MenuItem:
    return RecordStoreMenuItem(
        _("Record store"), reverse("xapi_statements"), name="record-store", icon_name="upload", order=231
    )


@hooks.register("register_permissions")
def sending_permission() -> QuerySet[Permission]:
    """Let an operator give the right to a group in Wagtail's settings."""
    return Permission.objects.filter(content_type__app_label="xapi", codename="follow_sending")
