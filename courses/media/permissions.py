"""Permissions of recordings in the Wagtail admin; wagtailmedia itself has none to choose one."""

from typing import Any

from django.apps import apps as global_apps
from django.apps.registry import Apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.collections import collection_member_permission_formset_factory
from wagtailmedia import forms
from wagtailmedia.models import Media
from wagtailmedia.views import chooser

from courses.media.folders import chooser_policy


def register_permission_to_choose() -> None:
    """Let wagtailmedia's chooser use the permission to choose, and the admin's page of a group grant it."""
    # wagtailmedia's hooks, which are loaded after this app's, import it from there.
    forms.GroupMediaPermissionFormSet = collection_member_permission_formset_factory(
        Media,
        [
            *forms.GroupMediaPermissionFormSet.permission_types,
            ("choose_media", _("Choose"), _("Choose films and sound")),
        ],
        forms.GroupMediaPermissionFormSet.template,
    )
    chooser.permission_checker.policy = chooser_policy()


def create_permission_to_choose(using: str, apps: Apps = global_apps, **kwargs: Any) -> None:
    """Create the permission to choose a recording, as Django does those of models after each migration."""
    try:
        apps.get_model("courses", "Recording")
    except LookupError:  # migrated back to before recordings
        return
    types = ContentType.objects.db_manager(using)
    media = types.get_or_create(app_label="wagtailmedia", model="media")[0]
    Permission.objects.using(using).get_or_create(
        content_type=media, codename="choose_media", defaults={"name": "Can choose media"}
    )
