"""Constraints that several models have."""

from django.db.models import CheckConstraint, F, Q


def ends_after_start(name: str) -> CheckConstraint:
    """Return the constraint that `valid_to` is empty or not before `valid_from`."""
    return CheckConstraint(condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name=name)


def sent_after_tried(name: str) -> CheckConstraint:
    """Return the constraint that a `QueuedMail` was tried before it was sent."""
    is_tried = Q(tried_at__isnull=False, sent_at__gte=F("tried_at"))
    return CheckConstraint(condition=Q(sent_at__isnull=True) | is_tried, name=name)
