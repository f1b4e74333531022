"""Permissions of recordings in the Wagtail admin."""

from collections.abc import Iterable

from django.db.models import QuerySet
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy
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


def set_chooser_policy() -> None:
    """Let wagtailmedia's chooser use the permission to choose, which the package itself does not have."""
    chooser.permission_checker.policy = ChooserPolicy(
        Recording, auth_model="wagtailmedia.Media", owner_field_name="uploaded_by_user"
    )
