"""Layer versions of attempts: when they start, and when they move to another module version."""

from __future__ import annotations

from django.utils import timezone

from courses.api import ModuleVersion, layer_versions_on
from lms.attempts.actions.finishing import finish_step
from lms.attempts.models import Attempt, StepProgress


def pin_layer(attempt: Attempt) -> None:
    """Set the newest layer version of the attempt's municipality on its module version, unsaved."""
    municipality = attempt.municipality_id
    if municipality is None:
        attempt.layer_version = None
        return
    attempt.layer_version = layer_versions_on(attempt.module_version, [municipality]).get(municipality)


def finish_hidden_steps(attempt: Attempt) -> None:
    """Set the steps of the module version done that the attempt's layer hides.

    Completion depends on all steps of the module version, and the commit path reads no layer.
    """
    if attempt.layer_version_id is None:
        return
    shown = {step.id for step in attempt.shown_steps}
    hidden = [step.id for step in attempt.module_version.stored_steps if step.id not in shown]
    now = timezone.now()
    StepProgress.objects.bulk_create(
        [StepProgress(attempt=attempt, step_id=step, done_at=now) for step in hidden],
        update_conflicts=True,
        unique_fields=["attempt", "step_id"],
        update_fields=["done_at"],
    )


def move_layers(version: ModuleVersion) -> None:
    """Pin the unfinished attempts at a correction to the layers that followed it.

    These may hide other steps: a layer that was published since the attempt began is in force then.
    """
    unfinished = Attempt.objects.filter(module_version=version, closed_at=None, completion=None)
    municipalities = set(
        unfinished.exclude(municipality=None).values_list("municipality", flat=True).distinct()
    )
    if not municipalities:
        return
    newest = layer_versions_on(version, municipalities)
    for municipality in municipalities:
        pinned = unfinished.filter(municipality=municipality).exclude(layer_version__base=version)
        moved = list(pinned.exclude(layer_version=None).values_list("pk", flat=True))
        Attempt.objects.filter(pk__in=moved).update(layer_version=newest.get(municipality))
        for attempt in Attempt.objects.filter(pk__in=moved).select_related("module_version", "layer_version"):
            finish_hidden_steps(attempt)
            _complete_what_is_done(attempt)


def _complete_what_is_done(attempt: Attempt) -> None:
    """Complete the attempt if the steps that its layer shows are done."""
    done = StepProgress.objects.filter(attempt=attempt, done_at__isnull=False).first()
    if done is not None:
        finish_step(attempt, done.step_id, achieved_at=timezone.now())
