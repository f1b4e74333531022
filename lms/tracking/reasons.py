"""Why is this not complete? One rule, and an answer in plain sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.enums import StepKind
from courses.manifest import ManifestItem
from courses.models import Module
from lms.people.models import Person
from lms.records.models import Completion
from lms.tracking.enums import CompletionStatus, SuccessStatus
from lms.tracking.models import Attempt, PackageAttempt, ScoState
from lms.tracking.package_progress import score_of
from lms.tracking.steps import Step, Steps, steps_of


@dataclass(frozen=True)
class Reason:
    """One thing that remains, and where to do it ("" when there is no such place)."""

    sentence: str
    url: str = ""


def why_not_complete(person: Person, module: Module) -> list[Reason]:
    """Return what remains before `module` is complete for `person`; nothing when it is.

    The one rule: a module is complete when every step is done; a text or film when it has been gone
    through, a package when all its parts are complete and none is failed.
    """
    if Completion.objects.valid_on(timezone.localdate()).filter(person=person, module=module).exists():
        return []
    attempts = Attempt.objects.filter(person=person, module=module, closed_at=None)
    attempt = attempts.select_related("module_version").first()
    expired = Completion.objects.filter(person=person, module=module).exists()
    reasons = [Reason(_("What you did earlier is no longer valid."))] if expired else []
    if attempt is None:
        return [*reasons, Reason(_("You have not begun."))]
    if attempt.completion_id is not None:
        return reasons
    played = {
        package_attempt.step_id: package_attempt
        for package_attempt in attempt.package_attempts.current()
        .select_related("package")
        .prefetch_related("sco_states")
        .order_by("number")
    }
    return [*reasons, *reasons_left(attempt, steps_of(attempt), played)]


def reasons_left(attempt: Attempt, steps: Steps, played: Mapping[str, PackageAttempt]) -> Iterator[Reason]:
    """Yield what remains of an attempt, from its steps and the newest package attempt of each by step id.

    No query if the packages and their `sco_states` are fetched.
    """
    for step in steps.all:
        if not step.is_done:
            url = reverse("tracking:step", args=[attempt.uuid, step.id])
            yield from (Reason(sentence, url) for sentence in _about(step, played.get(step.id)))


def _about(step: Step, played: PackageAttempt | None) -> list[str]:
    named = {"step": step.title}
    if step.kind == StepKind.TEXT:
        return [_("You have not read “%(step)s” and pressed Next.") % named]
    if step.kind == StepKind.FILM:
        return [_("You have not gone through “%(step)s” and pressed Next.") % named]
    if played is None:
        return [_("You have not opened “%(step)s”.") % named]
    states = {state.sco: state for state in played.sco_states.all()}
    parts = played.package.structure.launchable
    if len(parts) == 1:
        return [_about_whole(step, parts[0], states.get(parts[0].identifier))]
    return [sentence for part in parts if (sentence := _about_part(part, states.get(part.identifier)))]


def _about_whole(step: Step, part: ManifestItem, state: ScoState | None) -> str:
    named = {"step": step.title}
    if state is not None and state.success_status == SuccessStatus.FAILED:
        return _with_score(_("You have not passed “%(step)s” yet.") % named, part, state)
    if state is None:
        return _("You have not begun “%(step)s”.") % named
    return _("You have begun “%(step)s” but not come to its end.") % named


def _about_part(part: ManifestItem, state: ScoState | None) -> str:
    named = {"part": part.title}
    if state is None:
        return _("You have not opened the part “%(part)s”.") % named
    if state.success_status == SuccessStatus.FAILED:
        return _with_score(_("You have not passed the part “%(part)s” yet.") % named, part, state)
    if state.completion_status != CompletionStatus.COMPLETED:
        return _("You have not come to the end of the part “%(part)s”.") % named
    return ""


def _with_score(sentence: str, part: ManifestItem, state: ScoState) -> str:
    """Return the sentence with the score reached and needed, as far as they are known."""
    score = score_of(part, state)
    if score is None:
        return sentence
    values = {"reached": score.reached, "needed": score.needed}
    if not score.needed:
        return f"{sentence} {_('You got %(reached)s.') % values}"
    return f"{sentence} {_('You got %(reached)s, and %(needed)s is needed.') % values}"
