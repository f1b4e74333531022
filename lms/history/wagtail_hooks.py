"""Wagtail admin hooks of support: URLs, menu item and permission."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from lms.history.permissions import may_support
from lms.history.support.views import AttemptView, CommitFileView, CommitView, PlaysView
from people.api import signed_in


@hooks.register("register_admin_urls")
def support_urls() -> list[URLResolver]:
    urls = [
        path("", PlaysView.as_view(), name="plays"),
        path("attempt/<uuid:attempt>/", AttemptView.as_view(), name="attempt"),
        path("commit/<int:entry>/", CommitView.as_view(), name="commit"),
        path("commit/<int:entry>/file/", CommitFileView.as_view(), name="commit_file"),
    ]
    return [path("plays/", include((urls, "support")))]


class PlaysMenuItem(MenuItem):
    """A menu item for people with `may_support`."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_support(signed_in(request))


@hooks.register("register_admin_menu_item")
def plays_menu_item() -> MenuItem:
    return PlaysMenuItem(_("Plays"), reverse("support:plays"), name="plays", icon_name="history", order=230)


@hooks.register("register_permissions")
def support_permission() -> QuerySet[Permission]:
    """Register the permission for groups in the settings of Wagtail."""
    return Permission.objects.filter(content_type__app_label="history", codename="see_history")
