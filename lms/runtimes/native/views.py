"""Views of a step with questions: its page, and the answering of it. Both work without JavaScript."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_POST

from courses.api import Sheet, mean_score
from lms.attempts.api import (
    Attempt,
    AttemptClosed,
    CommitRefused,
    NothingToTake,
    Step,
    Steps,
    device_of,
    find_step,
    next_url,
    own_attempt,
    way_out,
)
from lms.runtimes.native.actions import Given, is_recorded, record_answers
from lms.runtimes.native.forms import CommitForm
from lms.runtimes.native.questions import shown_questions
from lms.runtimes.native.steps import AnsweredStep, answered_step, next_commit
from people.api import SignedInRequest


def account_key(person: int) -> str:
    """Return the key under which a device keeps a person's unsent answers; it reveals no name."""
    return salted_hmac("lms.runtimes.native.account", str(person)).hexdigest()[:16]


def percent_of(sheet: Sheet) -> int:
    """Return the score of the answers that a sheet shows."""
    return round(100 * mean_score(list(sheet.answers.values())))


def step_page(request: HttpRequest, attempt: Attempt, steps: Steps, step: Step) -> HttpResponse:
    """Answer with the page of a step; with `?again` with the next try, if there is one. Changes nothing."""
    answered = answered_step(attempt, step.id)
    return _page(request, steps, step, answered, answered.sheet(again="again" in request.GET))


def review_page(request: HttpRequest, attempt: Attempt, step: Step) -> HttpResponse:
    """Answer with a step and the last answers to it, which can't be answered. Changes nothing."""
    answered = answered_step(attempt, step.id)
    sheet = answered.sheet()
    context = {
        **_shown(answered, sheet),
        "attempt": attempt,
        "step": step,
        "way_out": reverse("tracking:result", args=[attempt.uuid]),
    }
    return render(request, "native/review.html", context)


@login_required
@require_POST
def answer(request: SignedInRequest, attempt: UUID, step_id: str) -> HttpResponse:
    """Record the answers in a posted form, and show the step with their feedback."""
    instance = own_attempt(request, attempt)
    current = answered_step(instance, step_id)
    if not current.questions:
        raise Http404
    sheet = current.sheet(again=True)
    url = reverse("tracking:step", args=[instance.uuid, step_id])
    form = CommitForm(request.POST)
    form.is_valid()  # a field that is invalid counts as missing
    if sheet.is_one_form and (not sheet.is_open or is_recorded(instance, form.commit)):
        return redirect(url)
    given, errors = _read(request, sheet)
    if errors:
        return _page(request, *find_step(instance, step_id), current, sheet, given, errors)
    try:
        record_answers(
            step=current,
            given=given,
            commit=form.commit,
            seconds=form.seconds_taken,
            by=request.user,
            session_key=request.session.session_key,
            device=device_of(request.headers),
        )
    except AttemptClosed:
        return redirect("tracking:result", instance.uuid)
    except NothingToTake:
        raise Http404 from None
    except CommitRefused as refused:
        messages.warning(request, refused.sentence)
    return redirect(url if sheet.is_one_form else f"{url}#q-{given[0].question.id}")


def _read(request: HttpRequest, sheet: Sheet) -> tuple[list[Given], Mapping[str, str]]:
    """Return the posted answers, and what is wrong with those that are none, by question.

    Raises Http404 if none of the sheet's questions was posted, which a page of before has.
    """
    posted = set(request.POST.getlist("question"))
    questions = [question for question in sheet.questions if question.id in posted]
    if not questions:
        raise Http404
    given, errors = [], {}
    for question in sheet.questions if sheet.is_one_form else questions:
        response = question.block.read_response(question.value, request.POST, f"q-{question.id}")
        if response is None:
            errors[question.id] = str(question.block.unreadable)
        else:
            given.append(Given(question, response))
    return given, errors


def _page(
    request: HttpRequest,
    steps: Steps,
    step: Step,
    answered: AnsweredStep,
    sheet: Sheet,
    given: Sequence[Given] = (),
    errors: Mapping[str, str] | None = None,
) -> HttpResponse:
    attempt = answered.attempt
    responses = {answer.question.id: answer.response for answer in given}
    context = {
        **_shown(answered, sheet, responses, errors or {}, dict(request.POST.lists())),
        "attempt": attempt,
        "steps": steps,
        "step": step,
        "before": steps.before(step),
        "next_url": next_url(attempt, steps, step),
        "commit": next_commit(answered),
        "answer_url": reverse("tracking:answer", args=[attempt.uuid, step.id]),
        "account": account_key(attempt.person_id),
        "way_out": way_out(request, attempt.module),
    }
    return render(request, "native/step.html", context, status=422 if errors else 200)


def _shown(
    answered: AnsweredStep,
    sheet: Sheet,
    responses: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    posted: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, Any]:
    """Return what the content of a step is shown with."""
    shown = shown_questions(sheet, responses or {}, errors or {}, posted or {})
    return {
        "content": answered.content,
        "sheet": sheet,
        "questions": {question.id: question for question in shown},
        "outcome": answered.outcome,
        "percent": percent_of(sheet),
        "language": answered.attempt.module_version.language,
    }
