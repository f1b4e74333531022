"""Run-times of steps: packages above this one register theirs in `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from courses.api import StepKind
from lms.attempts.models import Attempt, Launch
from lms.attempts.progress.steps import Step, Steps


@dataclass(frozen=True)
class Runtime:
    """The run-time of one kind of step."""

    #: returns the page that frames the player, without a launch
    page: Callable[[HttpRequest, Attempt, Steps, Step], HttpResponse]
    #: prepares a new launch, in the transaction that creates it
    prepare: Callable[[Launch], None]


_runtimes: dict[StepKind, Runtime] = {}


def register_runtime(kind: StepKind, runtime: Runtime) -> None:
    """Register `runtime` for the steps of that kind."""
    _runtimes[kind] = runtime


def runtime_for(kind: str) -> Runtime | None:
    """Return the run-time of a step kind, or None for a kind without one, such as a text."""
    return _runtimes.get(StepKind(kind))
