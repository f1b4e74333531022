"""The reasons why a step with questions is not done."""

from collections.abc import Iterator

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from courses.api import in_language
from lms.attempts.api import PlayedPackage, Step, score_of, with_name
from scorm.api import SuccessStatus


def native_reasons(step: Step, played: PlayedPackage, language: str) -> Iterator[SafeString]:
    """Yield what remains of a step: unanswered questions, or the score reached and needed."""
    name = in_language(step.title, language)
    if played.attempt.success_status != SuccessStatus.FAILED:
        yield with_name(step.type.why_not_done(step.package), name)
        return
    sentence = with_name(_("You have not passed “%(step)s” yet."), name)
    (part,) = played.attempt.package.structure.launchable
    state = played.states.get(part.identifier)
    score = score_of(part, state) if state else None
    if score and score.needed:
        words = _("You got %(reached)s, and %(needed)s is needed.")
        sentence = format_html("{} {}", sentence, words % {"reached": score.reached, "needed": score.needed})
    yield sentence
