"""Run-times of steps: packages above this one register theirs in `AppConfig.ready`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString

from courses.api import StepBlock, StoredStep, step_types
from lms.attempts.models import Attempt, Launch
from lms.attempts.progress.packages import PlayedPackage
from lms.attempts.progress.steps import Step, Steps


@dataclass(frozen=True)
class Runtime:
    """The run-time of some kinds of step."""

    #: returns the page that frames the player, without a launch
    page: Callable[[HttpRequest, Attempt, Steps, Step], HttpResponse]
    #: returns the page that shows the step of an attempt again, without recording; raises Http404
    review: Callable[[HttpRequest, Attempt, Step], HttpResponse]
    #: prepares a new launch, in the transaction that creates it
    prepare: Callable[[Launch], None]
    #: yields why the played package of a step is not done, as HTML, given the language of the module
    reasons: Callable[[Step, PlayedPackage, str], Iterator[SafeString]]


_runtimes: dict[type[StepBlock], Runtime] = {}


def register_runtime(block_class: type[StepBlock], runtime: Runtime) -> None:
    """Register `runtime` for the steps of that class and of its subclasses."""
    _runtimes[block_class] = runtime


def runtime_of(step: StoredStep) -> Runtime:
    """Return the run-time of a step that needs one. Raises ImproperlyConfigured if none is registered."""
    runtime = _find_runtime(step.type)
    if runtime is None:
        raise ImproperlyConfigured(f"No run-time is registered for steps of kind “{step.kind}”.")
    return runtime


def _find_runtime(block: StepBlock) -> Runtime | None:
    return next((runtime for cls, runtime in _runtimes.items() if isinstance(block, cls)), None)


@register
def check_runtimes(**kwargs: Any) -> list[CheckMessage]:
    """Return an error for each step type that needs a run-time and has none."""
    return [
        Error(
            f"Steps of the kind “{kind}” need a run-time, and none is registered.",
            hint="Install the app that plays them, or register a Runtime from its AppConfig.ready.",
            id="tracking.E010",
        )
        for kind, block in step_types.items()
        if block.needs_runtime and _find_runtime(block) is None
    ]
