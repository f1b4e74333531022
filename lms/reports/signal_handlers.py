"""Signal receivers that update the ledger of figures when records and employments change."""

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
    version_expiry_changed,
)
from lms.reports import tasks
from lms.reports.projection.ledger import reproject_people
from people.api import Employment, Leave, Person, Unit, unit_moved

#: completions are projected when the primary key is a multiple of this, so that most commits cost nothing
PROJECT_EVERY = 100


@receiver(completion_recorded)
def project_periodically(completion: Completion, **kwargs: Any) -> None:
    if completion.pk % PROJECT_EVERY == 0:
        transaction.on_commit(partial(tasks.project_completions.enqueue))


@receiver(completions_recorded)
def project_batch(**kwargs: Any) -> None:
    transaction.on_commit(partial(tasks.project_completions.enqueue))


@receiver(exemption_changed)
def reproject_person(person: Person, **kwargs: Any) -> None:
    reproject_people([person.pk])


@receiver([post_save, post_delete], sender=Employment)
@receiver([post_save, post_delete], sender=Leave)
def reproject_employee(instance: Employment | Leave, **kwargs: Any) -> None:
    """Reproject the person within the transaction of the change."""
    reproject_people([instance.person_id])


@receiver(assignment_changed)
@receiver(unit_moved)
def reproject_unit(unit: Unit, **kwargs: Any) -> None:
    """Reproject the subtree after commit: its assignments or its position in the tree have changed."""
    transaction.on_commit(partial(tasks.reproject_unit.enqueue, unit.pk))


@receiver(version_expiry_changed)
def rebuild_all(**kwargs: Any) -> None:
    """Rebuild the ledger after commit: the validity of many completions has changed, also in the past."""
    transaction.on_commit(partial(tasks.rebuild_figures.enqueue))
