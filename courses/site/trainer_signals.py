"""Receivers that set the permissions of groups of roles."""

from typing import Any

from django.contrib.auth.models import Group
from django.db.models.signals import post_save
from django.dispatch import receiver

from courses.models import ModuleIndexPage
from courses.site.trainer_groups import set_group_permissions
from people.api import Municipality, RoleKind, role_group_needed, role_groups


@receiver(role_group_needed)
def set_permissions_of_group(
    group: Group, kind: RoleKind, municipality: Municipality | None, **kwargs: Any
) -> None:
    set_group_permissions(group, kind, municipality)


@receiver(post_save, sender=ModuleIndexPage)
def set_permissions_on_new_catalogue(created: bool, **kwargs: Any) -> None:
    if created:
        for group, kind, municipality in role_groups():
            set_group_permissions(group, kind, municipality)
