"""The steps of an attempt, with their progress."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet

from courses.api import StoredStep
from infrastructure.db.api import CompiledQuery, Parameter
from lms.attempts.models import Attempt, StepProgress


@dataclass(frozen=True)
class Step(StoredStep):
    """One step of an attempt with its place in it."""

    number: int = 0
    is_done: bool = False
    #: whether the step is local, so that completion and figures do not depend on it
    is_local: bool = False


@dataclass(frozen=True)
class Steps:
    """All steps of an attempt that the learner sees, and which of them are done."""

    all: tuple[Step, ...]

    @classmethod
    def of(cls, attempt: Attempt, done: Collection[str]) -> Steps:
        """Return the steps of an attempt, given the ids of those done."""
        core = _core_of(attempt)
        stored = enumerate(attempt.shown_steps, start=1)
        return cls(
            tuple(
                Step(
                    **vars(step),
                    number=number,
                    is_done=step.id in done,
                    is_local=bool(core) and step.id not in core,
                )
                for number, step in stored
            )
        )

    @property
    def of_core(self) -> tuple[Step, ...]:
        """The steps of the shared module version."""
        return tuple(step for step in self.all if not step.is_local)

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


def _core_of(attempt: Attempt) -> set[str]:
    """Return the ids of the module version's steps; empty where all that the learner sees are of it."""
    return {step.id for step in attempt.module_version.stored_steps} if attempt.layer_version_id else set()


def steps_of(attempt: Attempt) -> Steps:
    """Return the steps of an attempt; one query."""
    done = {step.step_id for step in _DONE.rows(attempt=attempt.pk)}
    return Steps.of(attempt, done)


def _done() -> QuerySet[StepProgress]:
    progress = StepProgress.objects.filter(attempt=Parameter("attempt", Attempt._meta.pk))
    return progress.filter(done_at__isnull=False)


_DONE = CompiledQuery(_done)
