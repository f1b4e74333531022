"""Permissions of recordings in the Wagtail admin; wagtailmedia itself has none to choose one."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps as global_apps
from django.apps.registry import Apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.collections import collection_member_permission_formset_factory
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy
from wagtailmedia import forms
from wagtailmedia.models import Media
from wagtailmedia.views import chooser

from courses.models import Recording
from people.api import Person


class ChooserPolicy(CollectionOwnershipPermissionPolicy):
    """Permissions in wagtailmedia's chooser: it lists what a person may choose too, not only change."""

    def instances_user_has_any_permission_for(
        self, user: Person, actions: Iterable[str]
    ) -> QuerySet[Recording]:
        found: QuerySet[Recording] = super().instances_user_has_any_permission_for(user, [*actions, "choose"])
        return found

    def user_has_any_permission_for_instance(
        self, user: Person, actions: Iterable[str], instance: Recording
    ) -> bool:
        return bool(super().user_has_any_permission_for_instance(user, [*actions, "choose"], instance))


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
    chooser.permission_checker.policy = ChooserPolicy(
        Recording, auth_model="wagtailmedia.Media", owner_field_name="uploaded_by_user"
    )


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
