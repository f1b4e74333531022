"""Views by which a learner writes, reads, downloads and erases private reflections."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from courses.api import find_shown_step
from infrastructure.db.api import key_in
from lms.attempts.api import Attempt, own_attempt
from lms.reflections.actions import erase_reflections, save_reflection
from lms.reflections.forms import ReflectionForm
from lms.reflections.queries import as_text, now_in_ms, written_by
from people.api import SignedInRequest


@login_required
@require_POST
def save(request: SignedInRequest, attempt: UUID, step_id: str, block: UUID) -> HttpResponse:
    """Save the text at a block of the learner's own attempt; JSON for the script, else the step again."""
    instance = own_attempt(request, attempt)
    prompt = _prompt(instance, step_id, block)
    form = ReflectionForm(request.POST)
    is_script = request.headers.get("Accept") == "application/json"
    if not form.is_valid():
        sentence = str(form.errors["text"][0])
        if is_script:
            return JsonResponse({"error": sentence}, status=422)
        messages.warning(request, sentence)
    else:
        is_saved = save_reflection(
            module=instance.module,
            block=block,
            prompt=prompt,
            text=form.cleaned_data["text"],
            by=request.user,
            written_at=_written_at(request.POST.get("written", "")),
        )
        if is_script:
            return JsonResponse({"saved": True} if is_saved else {"newer": True, "now": now_in_ms()})
        messages.success(request, _("Your reflection is saved. Only you can read it."))
    name = "tracking:step" if instance.closed_at is None else "tracking:result"
    arguments = [instance.uuid, step_id] if instance.closed_at is None else [instance.uuid]
    return redirect(reverse(name, args=arguments) + f"#r-{block}")


def _written_at(milliseconds: str) -> dt.datetime | None:
    """Return the moment that the script has sent; None without it, and for one that can't be."""
    written = key_in(milliseconds)
    if not 0 < written <= now_in_ms():
        return None
    return dt.datetime.fromtimestamp(written / 1000, dt.UTC)


def _prompt(attempt: Attempt, step_id: str, block: UUID) -> str:
    """Return the prompt of a reflection of a step. Raises Http404 for a block that is none."""
    content = find_shown_step(attempt.module_version, attempt.layer_version, step_id)
    prompts = content.block.reflections(content.value) if content is not None else {}
    if str(block) not in prompts:
        raise Http404
    return str(prompts[str(block)])


@login_required
@require_safe
@never_cache
def mine(request: SignedInRequest) -> HttpResponse:
    """Show all reflections of the person signed in."""
    return render(request, "reflections/mine.html", {"reflections": written_by(request.user)})


@login_required
@require_safe
@never_cache
def download(request: SignedInRequest) -> HttpResponse:
    """Return all reflections of the person signed in as a text file."""
    name = f"reflektioner-{timezone.localdate():%Y-%m-%d}.txt"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(as_text(request.user), content_type="text/plain; charset=utf-8", headers=headers)


@login_required
@require_POST
def erase(request: SignedInRequest) -> HttpResponse:
    """Erase one reflection of the person signed in, or all of them."""
    key = request.POST.get("reflection", "")
    count = erase_reflections(reflection=None if key == "all" else key_in(key), by=request.user)
    if not count:
        raise Http404
    messages.success(request, _("Erased. It is gone for good."))
    return redirect("reflections:mine")
