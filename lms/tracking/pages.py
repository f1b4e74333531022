"""What the pages of an attempt share: whose it is, where it leads, the way out."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language

from courses.models import Module, ModulePage
from lms.people.models import Person
from lms.tracking.models import Attempt
from lms.tracking.steps import Step, Steps, steps_of


class LearnerRequest(HttpRequest):
    """A request of somebody who has signed in."""

    user: Person


def own_attempt(request: LearnerRequest, attempt: UUID) -> Attempt:
    """Return the learner's own attempt; another's does not exist."""
    attempts = Attempt.objects.select_related("module_version", "module", "completion")
    return get_object_or_404(attempts, pk=attempt, person=request.user)


def find_step(attempt: Attempt, step_id: str) -> tuple[Steps, Step]:
    """Return the attempt's steps and the one asked for. Raises Http404."""
    steps = steps_of(attempt)
    found = steps.find(step_id)
    if found is None:
        raise Http404
    return steps, found


def next_url(attempt: Attempt, steps: Steps, step: Step) -> str:
    """Return where to go after a step: the next one, or the result when all are done."""
    following = steps.after(step)
    if following is None:
        return reverse("tracking:result", args=[attempt.uuid])
    return reverse("tracking:step", args=[attempt.uuid, following.id])


def way_out(request: HttpRequest, module: Module) -> str:
    """Return the address of the module's page in the reader's language, or in the one there is."""
    pages = list(ModulePage.objects.live().filter(module=module).select_related("locale"))
    pages.sort(key=lambda page: page.locale.language_code != get_language())
    return (pages[0].get_url(request) if pages else None) or "/"
