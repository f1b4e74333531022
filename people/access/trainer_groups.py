"""The Wagtail groups of trainers. Higher packages set their permissions by a signal."""

from __future__ import annotations

from django.contrib.auth.models import Group

from people.access.permissions import TRAINER_GROUP_PREFIX
from people.models import Municipality
from people.signals import trainer_group_needed


def trainer_group(municipality: Municipality | None) -> Group:
    """Return the group of a municipality's trainers, or of the shared modules' trainers.

    Each call sends `trainer_group_needed`, by which higher packages set its permissions.
    """
    group, _created = Group.objects.get_or_create(name=_name(municipality))
    trainer_group_needed.send(sender=Group, group=group, municipality=municipality)
    return group


def trainer_groups() -> list[tuple[Group, Municipality | None]]:
    """Return the existing groups of trainers, each with its municipality (None: the shared modules)."""
    groups = {
        group.name: group for group in Group.objects.filter(name__startswith=f"{TRAINER_GROUP_PREFIX}-")
    }
    municipalities: list[Municipality | None] = [None, *Municipality.objects.all()]
    named = [(groups.get(_name(municipality)), municipality) for municipality in municipalities]
    return [(group, municipality) for group, municipality in named if group]


def _name(municipality: Municipality | None) -> str:
    return f"{TRAINER_GROUP_PREFIX}-{municipality.code if municipality else 'shared'}"
