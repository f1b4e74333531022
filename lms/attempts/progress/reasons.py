"""The reasons why a module is not complete, in plain sentences, by one rule."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from courses.api import Module, in_language
from lms.attempts.models import Attempt
from lms.attempts.progress.packages import PlayedPackage, played_packages
from lms.attempts.progress.steps import Step, Steps, steps_of
from lms.attempts.runtimes import runtime_of
from lms.records.api import Completion
from people.api import Person


@dataclass(frozen=True)
class Reason:
    """One thing that remains, and the URL to do it at ("" for none)."""

    #: HTML: a name in another language than the sentence is marked with it
    sentence: SafeString
    url: str = ""


def why_not_complete(person: Person, module: Module) -> list[Reason]:
    """Return what remains before `module` is complete for `person`; empty when it is.

    The rule: a module is complete when every step is done, by the rule of its type or of its run-time.
    """
    if Completion.objects.valid_on(timezone.localdate()).filter(person=person, module=module).exists():
        return []
    attempts = Attempt.objects.filter(person=person, module=module, closed_at=None)
    attempt = attempts.select_related("module_version", "layer_version").first()
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
    for step in steps.of_core:
        if not step.is_done:
            url = reverse("tracking:step", args=[attempt.uuid, step.id])
            yield from (Reason(sentence, url) for sentence in _about(step, played.get(step.id), language))


def _about(step: Step, played: PlayedPackage | None, language: str) -> Iterable[SafeString]:
    if played is not None and step.is_played:
        return runtime_of(step).reasons(step, played, language)
    return [with_name(step.type.why_not_done(step.package), in_language(step.title, language))]


def with_name(sentence: str, name: SafeString) -> SafeString:
    """Return the sentence as HTML with the name of a step or a part in its place."""
    return mark_safe(escape(sentence) % {"step": name, "part": name})  # noqa: S308 - all of it is escaped
