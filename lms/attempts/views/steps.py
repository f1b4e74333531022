"""Views of taking a module: its steps, the page that frames the player, and the result."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from courses.api import Module, ModuleVersion, find_shown_step, is_open, pages_of
from lms.attempts.actions.attempts import mark_step_done, start_again, start_attempt
from lms.attempts.exceptions import AttemptClosed, CommitRefused, MunicipalityNotChosen, NothingToTake
from lms.attempts.models import Attempt
from lms.attempts.municipalities import employers_today, municipality_for
from lms.attempts.progress.queries import version_to_take
from lms.attempts.progress.reasons import why_not_complete
from lms.attempts.progress.results import result_of
from lms.attempts.progress.steps import steps_of
from lms.attempts.progress.times import duration_text, times_of
from lms.attempts.runtimes import runtime_of
from lms.attempts.views.pages import find_step, next_url, own_attempt, way_out
from people.api import Person, SignedInRequest


@login_required
@require_POST
def start(request: SignedInRequest, slug: str) -> HttpResponse:
    """Start a module, or continue it."""
    return _begin(request, slug, start_attempt)


@login_required
@require_POST
def again(request: SignedInRequest, slug: str) -> HttpResponse:
    """Start a module again, from the beginning and in its present version."""
    return _begin(request, slug, start_again)


def _begin(request: SignedInRequest, slug: str, action: Callable[..., Attempt]) -> HttpResponse:
    module, version = _open_module(request, slug)
    try:
        municipality = municipality_for(request.user, version, request.POST.get("municipality", ""))
    except MunicipalityNotChosen:
        if action is start_again or not _is_begun(request.user, module):
            return redirect("tracking:choose_again" if action is start_again else "tracking:choose", slug)
        municipality = None
    try:
        started = action(
            person=request.user, module_version=version, by=request.user, municipality=municipality
        )
    except NothingToTake:
        raise Http404 from None
    except CommitRefused as refused:
        messages.warning(request, refused.sentence)
        return redirect(way_out(request, module))
    return redirect("tracking:attempt", started.uuid)


def _open_module(request: SignedInRequest, slug: str) -> tuple[Module, ModuleVersion]:
    module = get_object_or_404(Module, slug=slug)
    version = version_to_take(module, get_language() or "sv")
    if version is None or not is_open(request.user, module):
        raise Http404
    return module, version


def _is_begun(person: Person, module: Module) -> bool:
    return Attempt.objects.filter(person=person, module=module, closed_at=None).exists()


@login_required
@require_GET
def choose_municipality(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the municipalities where the person works, to start the module in one of them."""
    return _choice(request, slug, "tracking:start")


@login_required
@require_GET
def choose_municipality_again(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the municipalities where the person works, to start the module again in one of them."""
    return _choice(request, slug, "tracking:again")


def _choice(request: SignedInRequest, slug: str, action: str) -> HttpResponse:
    module, version = _open_module(request, slug)
    context = {
        "version": version,
        "municipalities": employers_today(request.user),
        "action": reverse(action, args=[slug]),
        "way_out": way_out(request, module),
    }
    return render(request, "tracking/municipality.html", context)


@login_required
@require_GET
def attempt(request: SignedInRequest, attempt: UUID) -> HttpResponse:
    """Redirect to the step to resume, or to the result."""
    instance = own_attempt(request, attempt)
    step = steps_of(instance).to_resume
    if step is None or instance.closed_at is not None:
        return redirect("tracking:result", instance.uuid)
    return redirect("tracking:step", instance.uuid, step.id)


@login_required
@require_GET
def step(request: SignedInRequest, attempt: UUID, step_id: str) -> HttpResponse:
    """Show a step, or the page that frames its player."""
    instance = own_attempt(request, attempt)
    if instance.closed_at is not None:
        return redirect("tracking:result", instance.uuid)
    steps, current = find_step(instance, step_id)
    if current.is_played:
        return runtime_of(current).page(request, instance, steps, current)
    context = {
        "attempt": instance,
        "steps": steps,
        "step": current,
        "before": steps.before(current),
        "content": _content(instance, step_id),
        "way_out": way_out(request, instance.module),
    }
    return render(request, "tracking/step.html", context)


@login_required
@require_POST
def step_done(request: SignedInRequest, attempt: UUID, step_id: str) -> HttpResponse:
    """Mark a step as done if its rule says so, and redirect to the next page; else to the step again."""
    instance = own_attempt(request, attempt)
    steps, current = find_step(instance, step_id)
    if current.is_played:
        raise Http404
    if not current.type.is_done(_content(instance, step_id).value, request.POST):
        messages.warning(request, current.type.not_done % {"step": current.title})
        return redirect("tracking:step", instance.uuid, step_id)
    try:
        mark_step_done(attempt=instance, step_id=step_id, by=request.user)
    except AttemptClosed:
        return redirect("tracking:result", instance.uuid)
    return redirect(next_url(instance, steps, current))


@login_required
@require_GET
def review(request: SignedInRequest, attempt: UUID, step_id: str) -> HttpResponse:
    """Show a played step again without recording."""
    instance = own_attempt(request, attempt)
    current = find_step(instance, step_id)[1]
    if not current.is_played:
        raise Http404
    return runtime_of(current).review(request, instance, current)


@login_required
@require_GET
def chapters(request: SignedInRequest, attempt: UUID, step_id: str) -> HttpResponse:
    """Return the chapters of a film of the learner's own attempt as WebVTT."""
    return _text_track(request, attempt, step_id, "chapters")


@login_required
@require_GET
def captions(request: SignedInRequest, attempt: UUID, step_id: str) -> HttpResponse:
    """Return the captions that a film of the learner's own attempt has from a seminar as WebVTT."""
    return _text_track(request, attempt, step_id, "captions")


def _text_track(request: SignedInRequest, attempt: UUID, step_id: str, name: str) -> HttpResponse:
    content = _content(own_attempt(request, attempt), step_id)
    webvtt = content.block.text_track(content.value, name)
    if not webvtt:
        raise Http404
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, max-age=3600"}
    return HttpResponse(webvtt, content_type="text/vtt; charset=utf-8", headers=headers)


@login_required
@require_GET
def result(request: SignedInRequest, attempt: UUID) -> HttpResponse:
    """Show the result of an attempt and the next actions."""
    instance = own_attempt(request, attempt)
    times = times_of([instance]).get(instance.pk)
    context = {
        "attempt": instance,
        "result": result_of(instance),
        "duration": duration_text(times.seconds) if times else "",
        "steps": steps_of(instance),
        "reasons": why_not_complete(request.user, instance.module) if instance.closed_at is None else [],
        "way_out": way_out(request, instance.module),
        "module_page": pages_of([instance.module_id]).get(instance.module_id),
    }
    return render(request, "tracking/result.html", context)


def _content(attempt: Attempt, step_id: str) -> Any:
    """Return the step's content as it was when the module version was frozen."""
    content = find_shown_step(attempt.module_version, attempt.layer_version, step_id)
    if content is None:
        raise Http404
    return content
