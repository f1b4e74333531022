"""Wagtail admin hooks of the record store: URL, menu item and permission."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from lms.xapi.admin_views import StatementsView
from lms.xapi.permissions import may_follow_sending
from people.api import signed_in


@hooks.register("register_admin_urls")
def statements_urls() -> list[URLPattern]:
    return [path("record-store/", StatementsView.as_view(), name="xapi_statements")]


class RecordStoreMenuItem(MenuItem):
    """A menu item for people with the permission, if a record store is configured."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(settings.XAPI_ENDPOINT) and may_follow_sending(signed_in(request))


@hooks.register("register_admin_menu_item")
def record_store_menu_item() -> MenuItem:
    return RecordStoreMenuItem(
        _("Record store"), reverse("xapi_statements"), name="record-store", icon_name="upload", order=231
    )


@hooks.register("register_permissions")
def sending_permission() -> QuerySet[Permission]:
    """Register the permission for groups in the settings of Wagtail."""
    return Permission.objects.filter(content_type__app_label="xapi", codename="follow_sending")
