"""Permissions of trainers to view and change question banks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from wagtail.permission_policies import BasePermissionPolicy

from courses.models import QuestionBank
from courses.permissions import is_trainer, may_own_shared, municipalities_trained_by
from people.api import Person, RoleKind


def banks_managed_by(person: Person) -> QuerySet[QuestionBank]:
    """Return the banks that the person may change and delete."""
    condition = Q(owner__in=municipalities_trained_by(person))
    if may_own_shared(person):
        condition |= Q(owner__isnull=True)
    return QuestionBank.objects.filter(condition) if is_trainer(person) else QuestionBank.objects.none()


def banks_viewable_by(person: Person) -> QuerySet[QuestionBank]:
    """Return the banks that the person may view and use: the managed and the shared ones."""
    if not is_trainer(person):
        return QuestionBank.objects.none()
    return QuestionBank.objects.filter(Q(owner=None) | Q(owner__in=municipalities_trained_by(person)))


class BankPermissionPolicy(BasePermissionPolicy):
    """The permission policy of question banks in Wagtail's admin, based on the person's roles."""

    READ_ACTIONS = frozenset({"view", "choose"})

    def user_has_permission(self, user: Any, action: str) -> bool:
        return user.is_authenticated and is_trainer(user)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: QuestionBank) -> bool:
        return self.instances_user_has_any_permission_for(user, [action]).filter(pk=instance.pk).exists()

    def instances_user_has_any_permission_for(
        self, user: Any, actions: Sequence[str]
    ) -> QuerySet[QuestionBank]:
        if not user.is_authenticated:
            return QuestionBank.objects.none()
        return banks_viewable_by(user) if self.READ_ACTIONS & set(actions) else banks_managed_by(user)

    def users_with_any_permission(self, actions: Sequence[str]) -> QuerySet[Person]:
        is_any_trainer = Q(is_superuser=True) | Q(roles__kind=RoleKind.TRAINER)
        return Person.objects.filter(is_any_trainer, is_active=True).distinct()


BANK_POLICY = BankPermissionPolicy(QuestionBank)
