"""Actions that start a module, start it again, and finish its steps."""

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from courses.api import ModuleVersion
from lms.attempts.actions.finishing import finish_step
from lms.attempts.actions.layers import finish_hidden_steps, pin_layer
from lms.attempts.budgets import count_action
from lms.attempts.enums import LaunchEnding
from lms.attempts.exceptions import AttemptClosed, NothingToTake
from lms.attempts.launches.actions import end_launches
from lms.attempts.models import Attempt
from people.api import Municipality, Person


def start_attempt(
    *, person: Person, module_version: ModuleVersion, by: Person, municipality: Municipality | None = None
) -> Attempt:
    """Return the person's open attempt at the module, or a new one pinned to `module_version`.

    A new one shows the local content of `municipality` and is pinned to the version of its layer. `by` must
    be the person. Raises NothingToTake for a version without steps, and CommitRefused beyond the person's
    limit of the day.
    """
    if by != person:
        raise PermissionError("A module is taken by the person alone.")
    if not module_version.stored_steps:
        raise NothingToTake
    open_attempts = Attempt.objects.filter(person=person, module=module_version.module, closed_at=None)
    attempt = open_attempts.first()
    if attempt is not None:
        return attempt
    try:
        with transaction.atomic():
            return _create(person, module_version, municipality)
    except IntegrityError:
        # Two requests at once, as from two tabs: both get the one attempt.
        return open_attempts.get()


def _create(person: Person, module_version: ModuleVersion, municipality: Municipality | None) -> Attempt:
    count_action(person.pk)
    earlier = Attempt.objects.filter(person=person, module=module_version.module)
    last = earlier.aggregate(last=Max("number"))["last"] or 0
    attempt = Attempt(
        person=person,
        module=module_version.module,
        module_version=module_version,
        municipality=municipality,
        number=last + 1,
        active_at=timezone.now(),
    )
    pin_layer(attempt)
    attempt.save(force_insert=True)
    finish_hidden_steps(attempt)
    return attempt


@transaction.atomic
def start_again(
    *, person: Person, module_version: ModuleVersion, by: Person, municipality: Municipality | None = None
) -> Attempt:
    """Close the open attempt, if there is one, and return a new one. Completions stay."""
    for attempt in Attempt.objects.select_for_update().filter(
        person=person, module=module_version.module, closed_at=None
    ):
        end_launches(attempt.launches.all(), LaunchEnding.FINISHED)
        # Not before the attempt is locked: a commit processed meanwhile comes before its end.
        attempt.closed_at = timezone.now()
        attempt.save(update_fields=["closed_at"])
    return start_attempt(person=person, module_version=module_version, by=by, municipality=municipality)


@transaction.atomic
def mark_step_done(*, attempt: Attempt, step_id: str, by: Person) -> None:
    """Record that the person has read or seen a step; the last one completes the attempt.

    Raises AttemptClosed, and NothingToTake for a step that the attempt does not show.
    """
    if by.pk != attempt.person_id:
        raise PermissionError("A module is taken by the person alone.")
    # Without a join: PostgreSQL returns no row when the version has changed while it waited for the lock.
    attempt = Attempt.objects.select_for_update().get(pk=attempt.pk)
    if attempt.closed_at is not None:
        raise AttemptClosed
    if step_id not in {step.id for step in attempt.shown_steps}:
        raise NothingToTake
    now = timezone.now()
    attempt.active_at = now
    attempt.save(update_fields=["active_at"])
    finish_step(attempt, step_id, achieved_at=now)
