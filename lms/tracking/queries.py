"""Reads across attempts: how far a person has come, and why something is not complete."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Max, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from courses.models import Module, ModuleVersion
from courses.queries import is_open
from lms.people.models import Person
from lms.records.models import Completion
from lms.tracking.enums import ProgressState
from lms.tracking.models import Attempt, StepProgress
from lms.tracking.reasons import Reason, why_not_complete
from lms.tracking.steps import Steps

__all__ = [
    "Progress",
    "Reason",
    "may_take",
    "open_attempts",
    "progress_of",
    "version_to_take",
    "why_not_complete",
]


@dataclass(frozen=True)
class Progress:
    """How far a person has come with a module."""

    state: ProgressState = ProgressState.NONE
    steps_done: int = 0
    steps_total: int = 0
    minutes_left: int = 0
    #: where to go on, or where the result is; "" when nothing was begun here
    resume_url: str = ""
    last_active: dt.datetime | None = None
    attempt: UUID | None = None
    #: the newest completion that is valid today
    completion: Completion | None = None

    @property
    def is_begun(self) -> bool:
        return self.state == ProgressState.BEGUN

    @property
    def is_done(self) -> bool:
        return self.state == ProgressState.DONE


def progress_of(person: Person, module_ids: Collection[int] | None = None) -> dict[int, Progress]:
    """Return the progress of `person` by module, for `module_ids` or all; three queries.

    A module that was never begun and never completed has no entry. A module that is being taken again
    counts as begun, and still has its completion.
    """
    of_modules = Q() if module_ids is None else Q(module__in=module_ids)
    completions = Completion.objects.valid_on(timezone.localdate()).filter(of_modules, person=person)
    newest = {completion.module_id: completion for completion in completions.order_by("achieved_at")}
    found = {
        module_id: Progress(ProgressState.DONE, completion=completion)
        for module_id, completion in newest.items()
    }
    for attempt in open_attempts(person).filter(of_modules):
        found[attempt.module_id] = _progress(attempt, newest.get(attempt.module_id))
    return found


def open_attempts(person: Person) -> QuerySet[Attempt]:
    """Return the attempts that `person` has not closed, the one taken last first, with their steps."""
    done = StepProgress.objects.filter(done_at__isnull=False)
    return (
        Attempt.objects.filter(person=person, closed_at=None)
        .select_related("module_version", "module")
        .prefetch_related(Prefetch("step_progress", done, to_attr="done_steps"))
        .annotate(played_at=Max("package_attempts__sco_states__updated_at"))
        .order_by("-active_at")
    )


def _progress(attempt: Attempt, completion: Completion | None) -> Progress:
    done = {step.step_id for step in attempt.done_steps}  # type: ignore[attr-defined]  # by open_attempts
    steps = Steps.of(attempt.module_version.steps, done)
    played_at = attempt.played_at  # type: ignore[attr-defined]  # by open_attempts
    if attempt.completion_id is not None and completion is None:
        # What it amounted to has expired: there is nothing to go on with, only to take again.
        return Progress(attempt=attempt.uuid, last_active=attempt.active_at)
    is_done = attempt.completion_id is not None
    left = attempt.module_version.minutes * (steps.total - steps.done_count) / max(steps.total, 1)
    return Progress(
        state=ProgressState.DONE if is_done else ProgressState.BEGUN,
        steps_done=steps.done_count,
        steps_total=steps.total,
        minutes_left=0 if is_done else max(round(left), 1),
        resume_url=reverse("tracking:result" if is_done else "tracking:attempt", args=[attempt.uuid]),
        last_active=max(filter(None, (attempt.active_at, played_at))),
        attempt=attempt.uuid,
        completion=completion,
    )


def version_to_take(module: Module, language: str) -> ModuleVersion | None:
    """Return the newest version in `language`, or in any language when there is none in that."""
    versions = list(module.versions.order_by("-number"))
    return next((v for v in versions if v.language == language), next(iter(versions), None))


def may_take(person: Person, module: Module) -> bool:
    """Tell whether a module is shared, or belongs to where the person works or has a role today."""
    return is_open(person, module)
