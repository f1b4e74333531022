"""The steps of an attempt, with their progress."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet

from courses.api import ModuleVersion, StoredStep
from infrastructure.db.api import CompiledQuery, Parameter
from lms.attempts.models import Attempt, StepProgress


@dataclass(frozen=True)
class Step(StoredStep):
    """One step of a module version with its place in it."""

    number: int = 0
    is_done: bool = False


@dataclass(frozen=True)
class Steps:
    """All steps of a module version, and which of them are done."""

    all: tuple[Step, ...]

    @classmethod
    def of(cls, version: ModuleVersion, done: Collection[str]) -> Steps:
        """Return the steps of a module version, given the ids of those done."""
        stored = enumerate(version.stored_steps, start=1)
        return cls(
            tuple(Step(**vars(step), number=number, is_done=step.id in done) for number, step in stored)
        )

    @property
    def total(self) -> int:
        return len(self.all)

    @property
    def done_count(self) -> int:
        return sum(step.is_done for step in self.all)

    @property
    def to_resume(self) -> Step | None:
        """The first that is not done."""
        return next((step for step in self.all if not step.is_done), None)

    def find(self, step_id: str) -> Step | None:
        return next((step for step in self.all if step.id == step_id), None)

    def after(self, step: Step) -> Step | None:
        """Return the next step in order, or after the last one the first that is not done."""
        if step.number < self.total:
            return self.all[step.number]
        return next((other for other in self.all if not other.is_done and other != step), None)

    def before(self, step: Step) -> Step | None:
        return self.all[step.number - 2] if step.number > 1 else None


def steps_of(attempt: Attempt) -> Steps:
    """Return the steps of an attempt; one query."""
    done = {step.step_id for step in _DONE.rows(attempt=attempt.pk)}
    return Steps.of(attempt.module_version, done)


def _done() -> QuerySet[StepProgress]:
    progress = StepProgress.objects.filter(attempt=Parameter("attempt", Attempt._meta.pk))
    return progress.filter(done_at__isnull=False)


_DONE = CompiledQuery(_done)
