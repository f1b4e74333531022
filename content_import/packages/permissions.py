"""Permissions of trainers to view and change packages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from wagtail.permission_policies import BasePermissionPolicy

from courses.api import Package, PackageQuerySet, is_trainer, may_own_shared, municipalities_trained_by
from people.api import Action, Municipality, Person, Result, RoleKind, reach_of


def may_import(person: Person) -> bool:
    return is_trainer(person)


def municipalities_importable_for(person: Person) -> QuerySet[Municipality]:
    """Return the municipalities that the person may import packages for."""
    return municipalities_trained_by(person)


def packages_managed_by(person: Person) -> PackageQuerySet:
    """Return the packages that the person may rename, renew and delete."""
    condition = Q(owner__in=municipalities_importable_for(person))
    if may_own_shared(person):
        condition |= Q(owner__isnull=True)
    return Package.objects.imported().filter(condition) if may_import(person) else Package.objects.none()


def packages_viewable_by(person: Person) -> PackageQuerySet:
    """Return the packages that the person may view and use: the shared ones and those of own modules."""
    if not person.is_active or not reach_of(person).edits:
        return Package.objects.none()
    if person.is_superuser:
        return Package.objects.imported()
    shared_or_own = Q(owner__isnull=True) | Q(owner__in=reach_of(person).edits_for - {None})
    return Package.objects.imported().filter(shared_or_own)


def require_site_administrator(person: Person) -> None:
    """Raise PermissionDenied for everyone else."""
    if not (person.is_active and person.is_superuser):
        raise PermissionDenied


@dataclass(frozen=True, kw_only=True)
class PackageAction(Action[Result]):
    """An action on a package, for those who manage it."""

    package: Package

    def check(self, by: Person) -> None:
        if not packages_managed_by(by).filter(pk=self.package.pk).exists():
            raise PermissionDenied


class AdministratorAction(PackageAction[Result]):
    """An action on a package, for site administrators."""

    def check(self, by: Person) -> None:
        require_site_administrator(by)


class PackagePermissionPolicy(BasePermissionPolicy):
    """The permission policy of packages in Wagtail's admin, based on the person's roles."""

    READ_ACTIONS = frozenset({"view", "choose"})

    def user_has_permission(self, user: Any, action: str) -> bool:
        if action in self.READ_ACTIONS:
            return user.is_authenticated and user.is_active and reach_of(user).edits
        return user.is_authenticated and may_import(user)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Package) -> bool:
        return self.instances_user_has_any_permission_for(user, [action]).filter(pk=instance.pk).exists()

    def instances_user_has_any_permission_for(self, user: Any, actions: Sequence[str]) -> PackageQuerySet:
        if not user.is_authenticated:
            return Package.objects.none()
        return packages_viewable_by(user) if self.READ_ACTIONS & set(actions) else packages_managed_by(user)

    def users_with_any_permission(self, actions: Sequence[str]) -> QuerySet[Person]:
        is_trainer = Q(is_superuser=True) | Q(roles__kind=RoleKind.TRAINER)
        return Person.objects.filter(is_trainer, is_active=True).distinct()
