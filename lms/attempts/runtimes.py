"""Run-times that play steps: packages above this one register theirs from `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from courses.api import StepKind
from lms.attempts.models import Attempt, Launch
from lms.attempts.progress.steps import Step, Steps


@dataclass(frozen=True)
class Runtime:
    """How steps of one kind are played."""

    #: answers with the page that frames the player; nothing is launched by it
    page: Callable[[HttpRequest, Attempt, Steps, Step], HttpResponse]
    #: prepares a new launch, in the transaction that creates it
    prepare: Callable[[Launch], None]


_runtimes: dict[StepKind, Runtime] = {}


def register_runtime(kind: StepKind, runtime: Runtime) -> None:
    """Play the steps of that kind with `runtime`."""
    _runtimes[kind] = runtime


def runtime_for(kind: str) -> Runtime | None:
    """Return the run-time of a step kind, or None for a kind without one, such as a text."""
    return _runtimes.get(StepKind(kind))
