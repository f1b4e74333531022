"""Keeps trainers' groups in step with the roles below and with the catalogues that come."""

from typing import Any

from django.contrib.auth.models import Group
from django.db.models.signals import post_save
from django.dispatch import receiver

from courses.models import ModuleIndexPage
from courses.site.trainer_groups import equip_group
from people.api import Municipality, trainer_group_needed, trainer_groups


@receiver(trainer_group_needed)
def equip_the_group_needed(group: Group, municipality: Municipality | None, **kwargs: Any) -> None:
    equip_group(group, municipality)


@receiver(post_save, sender=ModuleIndexPage)
def open_a_new_catalogue_to_trainers(created: bool, **kwargs: Any) -> None:
    if created:
        for group, municipality in trainer_groups():
            equip_group(group, municipality)
