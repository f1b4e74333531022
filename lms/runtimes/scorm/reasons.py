"""The reasons why a played package is not done."""

from collections.abc import Iterator

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from courses.api import in_language
from lms.attempts.api import PlayedPackage, ScoState, Step, score_of, with_name
from scorm.api import CompletionStatus, ManifestItem, SuccessStatus


def package_reasons(step: Step, played: PlayedPackage, language: str) -> Iterator[SafeString]:
    """Yield what remains of a step's package: its only part, or each part that is not done."""
    parts = played.attempt.package.structure.launchable
    if len(parts) == 1:
        name = in_language(step.title, language)
        yield _about_whole(name, parts[0], played.states.get(parts[0].identifier))
        return
    for part in parts:
        if sentence := _about_part(part, played.states.get(part.identifier), language):
            yield sentence


def _about_whole(name: SafeString, part: ManifestItem, state: ScoState | None) -> SafeString:
    if state is not None and state.success_status == SuccessStatus.FAILED:
        return _with_score(with_name(_("You have not passed “%(step)s” yet."), name), part, state)
    if state is None:
        return with_name(_("You have not begun “%(step)s”."), name)
    return with_name(_("You have begun “%(step)s” but not come to its end."), name)


def _about_part(part: ManifestItem, state: ScoState | None, language: str) -> SafeString | None:
    name = in_language(part.title, language)
    if state is None:
        return with_name(_("You have not opened the part “%(part)s”."), name)
    if state.success_status == SuccessStatus.FAILED:
        return _with_score(with_name(_("You have not passed the part “%(part)s” yet."), name), part, state)
    if state.completion_status != CompletionStatus.COMPLETED:
        return with_name(_("You have not come to the end of the part “%(part)s”."), name)
    return None


def _with_score(sentence: SafeString, part: ManifestItem, state: ScoState) -> SafeString:
    """Return the sentence with the score reached and needed, as far as they are known."""
    score = score_of(part, state)
    if score is None:
        return sentence
    words = _("You got %(reached)s, and %(needed)s is needed.") if score.needed else _("You got %(reached)s.")
    return format_html("{} {}", sentence, words % {"reached": score.reached, "needed": score.needed})
