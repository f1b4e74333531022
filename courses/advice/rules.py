"""Advice to the author of a module: what may be hard to read, hear or finish, and what is left of a template.

Only texts of a template, and questions that are not finished, stop publishing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.advice.readability import lix, sentences_of, words_of
from courses.glossary.matching import Word, missing_words
from courses.glossary.models import GlossaryTerm
from courses.modules.draft_forms import MISSING
from courses.steps.placeholders import placeholders_in

if TYPE_CHECKING:
    from courses.models import ModulePage

#: LIX above which a step is hard for many
MAX_LIX = 40
#: a step shorter than this has too few words for LIX
MIN_WORDS = 40
MAX_SENTENCE = 22
#: how many words of a long sentence are quoted
QUOTED_WORDS = 8
#: words read in a minute by someone who reads slowly
WORDS_PER_MINUTE = 110
#: minutes for a question
MINUTES_PER_QUESTION = 0.5
#: long sentences of a step that are listed by themselves
MAX_LISTED = 3
#: difficult words of a step that are listed
MAX_WORDS = 6


@dataclass(frozen=True)
class Advice:
    """A sentence of advice about a step; `step` is its title, "" for the whole module."""

    step: str
    sentence: str


def advice_of(page: ModulePage) -> list[Advice]:
    """Return the advice about a draft, in the order of its steps."""
    steps, language = list(page.steps), _language(page)
    terms = GlossaryTerm.objects.of(page.module.owner if page.module_id else None).in_language(language)
    words = [term.word for term in terms]
    advice = [Advice(_title(step), sentence) for step in steps for sentence in _about(step, language, words)]
    about_all = [*_about_placeholders([page.introduction, page.aims]), *_about_length(page, steps)]
    return [*advice, *(Advice("", sentence) for sentence in about_all)]


def _language(page: ModulePage) -> str:
    return str(page.locale.language_code) if page.locale_id else "sv"


def _title(step: Any) -> str:
    return step.value.get("title") or _("Step without a title")


def _text(step: Any) -> str:
    return str(step.block.search_text(step.value))


def _about(step: Any, language: str, words: Sequence[Word]) -> Iterator[str]:
    text, stored = _text(step), step.block.get_prep_value(step.value)
    yield from _about_placeholders(stored)
    if language == "sv":
        yield from _about_reading(text)
        yield from _about_words(text, words)
    yield from _about_questions(step)
    if step.block.uncaptioned_recording(stored):
        yield _("The film has no captions. It must have them within 14 days after it is published.")


def _about_placeholders(stored: Any) -> Iterator[str]:
    """Yield the texts of a template that are left; it cannot be published until they are replaced."""
    if texts := list(placeholders_in(stored)):
        quoted = ", ".join(f"“{Truncator(text).words(QUOTED_WORDS)}”" for text in texts)
        yield _("Replace what the template says: %(texts)s.") % {"texts": quoted}


def _about_questions(step: Any) -> Iterator[str]:
    """Yield what each question lacks before it can be published, such as a right answer."""
    for question in step.block.questions(step.value) if hasattr(step.block, "questions") else ():
        try:
            question.block.clean(question.value)
        except ValidationError as refusal:
            name = question.block.wording(question.value).strip() or _("Question without a text")
            problems = " ".join(dict.fromkeys(_sentences(refusal))) or _("Something is not filled in.")
            yield _("“%(question)s”: %(problems)s") % {"question": name, "problems": problems}


def _sentences(refusal: ValidationError) -> Iterator[str]:
    """Yield the sentences of an error of a block and those within it, without those of empty fields."""
    within = getattr(refusal, "block_errors", None)
    about_all = getattr(refusal, "non_block_errors", None)
    if within is None and about_all is None:
        yield from () if refusal.code in MISSING else refusal.messages
        return
    errors = within.values() if isinstance(within, dict) else within or ()
    for error in (*(about_all.as_data() if about_all else ()), *errors):
        yield from _sentences(error) if error is not None else ()


def _about_reading(text: str) -> Iterator[str]:
    index = lix(text)
    if index is not None and index > MAX_LIX and len(words_of(text)) >= MIN_WORDS:
        sentence = _(
            "The text is hard to read: LIX %(index)s. Shorter words and sentences help; aim at %(aim)s."
        )
        yield sentence % {"index": round(index), "aim": MAX_LIX}
    long_sentences = [each for each in sentences_of(text) if len(words_of(each)) > MAX_SENTENCE]
    for each in long_sentences[:MAX_LISTED]:
        words = words_of(each)
        sentence = _(
            "The sentence “%(beginning)s …” has %(count)s words. Divide it, and more people will read it."
        )
        yield sentence % {"beginning": " ".join(words[:QUOTED_WORDS]), "count": len(words)}
    if (more := len(long_sentences) - MAX_LISTED) > 0:
        sentence = ngettext("%(count)s more sentence is long.", "%(count)s more sentences are long.", more)
        yield sentence % {"count": more}


def _about_words(text: str, words: Sequence[Word]) -> Iterator[str]:
    """Yield which long words and abbreviations the glossary lacks."""
    missing = missing_words(text, words)[:MAX_WORDS]
    if missing:
        sentence = _("The glossary lacks: %(words)s. Explain these words there, or write simpler ones.")
        yield sentence % {"words": ", ".join(missing)}


def _about_length(page: ModulePage, steps: Iterable[Any]) -> Iterator[str]:
    """Yield whether the module takes longer than its page says."""
    needed = sum(_minutes(step) for step in steps)
    if page.minutes and needed > 1.3 * page.minutes:
        sentence = _(
            "It takes about %(needed)s minutes, and the page says %(stated)s. Shorten it or change that."
        )
        yield sentence % {"needed": round(needed), "stated": page.minutes}


def _minutes(step: Any) -> float:
    """Return how long a step takes: reading, questions, and films as long as they are."""
    minutes = len(words_of(_text(step))) / WORDS_PER_MINUTE
    if hasattr(step.block, "questions"):
        minutes += MINUTES_PER_QUESTION * len(step.block.questions(step.value))
    film = step.value.get("film")
    return minutes + float(film.duration or 0) / 60 if film else minutes
