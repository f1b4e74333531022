"""What keeps the ledger of figures in step with records and employments."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from lms.records.api import (
    Completion,
    assignment_changed,
    completion_recorded,
    completions_recorded,
    exemption_changed,
    renewal_changed,
)
from lms.reports import tasks
from lms.reports.projection.ledger import refold_people
from people.api import Employment, Leave, Person, Unit, unit_moved

#: a completion costs the commit that brought it nothing, but for each that number of them
FOLD_EVERY = 100


@receiver(completion_recorded)
def fold_now_and_then(completion: Completion, **kwargs: Any) -> None:
    if completion.pk % FOLD_EVERY == 0:
        transaction.on_commit(partial(tasks.fold_completions.enqueue))


@receiver(completions_recorded)
def fold_batch(**kwargs: Any) -> None:
    transaction.on_commit(partial(tasks.fold_completions.enqueue))


@receiver(exemption_changed)
def refold_person(person: Person, **kwargs: Any) -> None:
    refold_people([person.pk])


@receiver([post_save, post_delete], sender=Employment)
@receiver([post_save, post_delete], sender=Leave)
def refold_its_person(instance: Employment | Leave, **kwargs: Any) -> None:
    """Fold the person anew within the transaction of the change."""
    refold_people([instance.person_id])


@receiver(assignment_changed)
@receiver(unit_moved)
def refold_unit(unit: Unit, **kwargs: Any) -> None:
    """What is asked of all below it has changed, or in which units' figures they count."""
    transaction.on_commit(partial(tasks.refold_unit.enqueue, unit.pk))


@receiver(renewal_changed)
def rebuild_all(**kwargs: Any) -> None:
    """What many completions are worth has changed, for times past as well."""
    transaction.on_commit(partial(tasks.rebuild_figures.enqueue))
