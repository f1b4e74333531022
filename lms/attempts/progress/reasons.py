"""The reasons why a module is not complete, in plain sentences, by one rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from courses.api import Module, StepKind, in_language
from lms.attempts.models import Attempt, ScoState
from lms.attempts.progress.packages import PlayedPackage, played_packages, score_of
from lms.attempts.progress.steps import Step, Steps, steps_of
from lms.records.api import Completion
from people.api import Person
from scorm.api import CompletionStatus, ManifestItem, SuccessStatus


@dataclass(frozen=True)
class Reason:
    """One thing that remains, and the URL to do it at ("" for none)."""

    #: HTML: a name in another language than the sentence is marked with it
    sentence: SafeString
    url: str = ""


def why_not_complete(person: Person, module: Module) -> list[Reason]:
    """Return what remains before `module` is complete for `person`; empty when it is.

    The rule: a module is complete when every step is done; a text or film when it has been gone through, a
    package when all its parts are complete and none is failed.
    """
    if Completion.objects.valid_on(timezone.localdate()).filter(person=person, module=module).exists():
        return []
    attempts = Attempt.objects.filter(person=person, module=module, closed_at=None)
    attempt = attempts.select_related("module_version").first()
    expired = Completion.objects.filter(person=person, module=module).exists()
    reasons = [Reason(escape(_("What you did earlier is no longer valid.")))] if expired else []
    if attempt is None:
        return [*reasons, Reason(escape(_("You have not begun.")))]
    if attempt.completion_id is not None:
        return reasons
    played = played_packages([attempt.pk])[attempt.pk]
    return [*reasons, *reasons_left(attempt, steps_of(attempt), played)]


def reasons_left(attempt: Attempt, steps: Steps, played: Mapping[str, PlayedPackage]) -> Iterator[Reason]:
    """Yield what remains of an attempt, from its steps and their played packages by step id. No query."""
    language = attempt.module_version.language
    for step in steps.all:
        if not step.is_done:
            url = reverse("tracking:step", args=[attempt.uuid, step.id])
            yield from (Reason(sentence, url) for sentence in _about(step, played.get(step.id), language))


def _about(step: Step, played: PlayedPackage | None, language: str) -> list[SafeString]:
    name = in_language(step.title, language)
    if step.kind == StepKind.TEXT:
        return [_with_name(_("You have not read “%(step)s” and pressed Next."), name)]
    if step.kind == StepKind.FILM:
        return [_with_name(_("You have not gone through “%(step)s” and pressed Next."), name)]
    if played is None:
        return [_with_name(_("You have not opened “%(step)s”."), name)]
    states = played.states
    parts = played.attempt.package.structure.launchable
    if len(parts) == 1:
        return [_about_whole(name, parts[0], states.get(parts[0].identifier))]
    sentences = (_about_part(part, states.get(part.identifier), language) for part in parts)
    return [sentence for sentence in sentences if sentence]


def _about_whole(name: SafeString, part: ManifestItem, state: ScoState | None) -> SafeString:
    if state is not None and state.success_status == SuccessStatus.FAILED:
        return _with_score(_with_name(_("You have not passed “%(step)s” yet."), name), part, state)
    if state is None:
        return _with_name(_("You have not begun “%(step)s”."), name)
    return _with_name(_("You have begun “%(step)s” but not come to its end."), name)


def _about_part(part: ManifestItem, state: ScoState | None, language: str) -> SafeString | None:
    name = in_language(part.title, language)
    if state is None:
        return _with_name(_("You have not opened the part “%(part)s”."), name)
    if state.success_status == SuccessStatus.FAILED:
        return _with_score(_with_name(_("You have not passed the part “%(part)s” yet."), name), part, state)
    if state.completion_status != CompletionStatus.COMPLETED:
        return _with_name(_("You have not come to the end of the part “%(part)s”."), name)
    return None


def _with_name(sentence: str, name: SafeString) -> SafeString:
    """Return the sentence as HTML with the name of a step or a part in its place."""
    return mark_safe(escape(sentence) % {"step": name, "part": name})  # noqa: S308 - all of it is escaped


def _with_score(sentence: SafeString, part: ManifestItem, state: ScoState) -> SafeString:
    """Return the sentence with the score reached and needed, as far as they are known."""
    score = score_of(part, state)
    if score is None:
        return sentence
    words = _("You got %(reached)s, and %(needed)s is needed.") if score.needed else _("You got %(reached)s.")
    return format_html("{} {}", sentence, words % {"reached": score.reached, "needed": score.needed})
