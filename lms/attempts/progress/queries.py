"""Queries of a person's progress across attempts and completions."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import F, FilteredRelation, Q
from django.urls import reverse
from django.utils import timezone

from courses.api import Module, ModuleVersion
from lms.attempts.enums import ProgressState
from lms.attempts.models import Attempt
from lms.attempts.progress.modules import Progress, share_of
from lms.attempts.progress.packages import PlayedPackage, package_progress, played_packages
from lms.attempts.progress.reasons import reasons_left
from lms.attempts.progress.steps import Steps
from lms.records.api import Completion
from people.api import Person


def progress_of(person: Person, module_ids: Collection[int] | None = None) -> dict[int, Progress]:
    """Return the progress of `person` by module, for `module_ids` or all; at most three queries.

    A module that was never begun and never completed has no entry. A module that is being taken again
    counts as begun, and still has its completion.
    """
    of_modules = Q() if module_ids is None else Q(module__in=module_ids)
    valid = Completion.objects.valid_on(timezone.localdate()).filter(of_modules, person=person)
    return progress_with(valid.order_by("achieved_at"), open_attempts(person, of_modules))


def progress_with(completions: Iterable[Completion], attempts: Iterable[OpenAttempt]) -> dict[int, Progress]:
    """Return the progress by module from valid completions, the oldest first, and `open_attempts`."""
    newest = {completion.module_id: completion for completion in completions}
    by_key = {
        module_id: Progress(ProgressState.DONE, completion=completion)
        for module_id, completion in newest.items()
    }
    for opened in attempts:
        module_id = opened.attempt.module_id
        by_key[module_id] = _progress(opened, newest.get(module_id))
    return by_key


@dataclass(frozen=True)
class OpenAttempt:
    """An attempt that is not closed, with the ids of its done steps and its played packages by step."""

    attempt: Attempt
    done: set[str] = field(default_factory=set)
    played: dict[str, PlayedPackage] = field(default_factory=dict)

    @property
    def has_packages(self) -> bool:
        return any(step.package for step in self.attempt.module_version.stored_steps)


def open_attempts(person: Person, of_modules: Q | None = None) -> list[OpenAttempt]:
    """Return the attempts of `person` that are not closed, the last active first.

    One query, with a row for each step that is done, and one more where a module has packages.
    """
    done = FilteredRelation("step_progress", condition=Q(step_progress__done_at__isnull=False))
    rows = (
        Attempt.objects.filter(of_modules or Q(), person=person, closed_at=None, module__trial_of=None)
        .select_related("module_version", "module", "layer_version")
        .annotate(done=done, done_step=F("done__step_id"))
        .order_by("-active_at", "pk")
    )
    by_key: dict[UUID, OpenAttempt] = {}
    for row in rows:
        opened = by_key.setdefault(row.pk, OpenAttempt(row))
        if row.done_step is not None:
            opened.done.add(row.done_step)
    with_packages = [pk for pk, opened in by_key.items() if opened.has_packages]
    for pk, played in played_packages(with_packages).items():
        by_key[pk].played.update(played)
    return list(by_key.values())


def _progress(opened: OpenAttempt, completion: Completion | None) -> Progress:
    attempt, played = opened.attempt, opened.played
    steps = Steps.of(attempt, opened.done)
    if attempt.completion_id is not None and completion is None:
        # Its completion has expired: there is nothing to continue, only to start again.
        return Progress(attempt=attempt.uuid, last_active=attempt.active_at)
    is_done = attempt.completion_id is not None
    packages = {} if is_done else {step_id: package_progress(by_key) for step_id, by_key in played.items()}
    has_failed = any(packages[step.id].has_failed for step in steps.all if step.id in packages)
    share = 1.0 if is_done else share_of(steps, packages)
    left = attempt.module_version.minutes * (1 - share) if share is not None else 0
    following = steps.to_resume
    played_at = (state.updated_at for package in played.values() for state in package.states.values())
    return Progress(
        state=ProgressState.DONE if is_done else ProgressState.BEGUN,
        steps_done=steps.done_count,
        steps_total=steps.total,
        share=share,
        minutes_left=0 if is_done or share is None else max(round(left), 1),
        resume_url=reverse("tracking:result" if is_done else "tracking:attempt", args=[attempt.uuid]),
        started_at=attempt.started_at,
        last_active=max([attempt.active_at, *played_at]),
        attempt=attempt.uuid,
        language=attempt.module_version.language,
        completion=completion,
        package=packages.get(following.id) if following else None,
        has_failed=has_failed,
        reasons=tuple(reasons_left(attempt, steps, played)) if has_failed else (),
    )


def version_to_take(module: Module, language: str) -> ModuleVersion | None:
    """Return the newest version in `language`, or in any language when there is none in that."""
    versions = list(module.versions.order_by("-number"))
    return next((v for v in versions if v.language == language), next(iter(versions), None))
