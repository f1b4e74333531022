"""The words that a person sees, and those of a step."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from courses.glossary.matching import FoundWord, find_words
from courses.glossary.models import GlossaryTerm
from people.api import Person

#: å, ä and ö follow z in this order
_SWEDISH_ORDER = str.maketrans("åäö", "{|}")


def terms_for(person: Person, language: str) -> list[GlossaryTerm]:
    """Return the words of a language that the person sees; a municipality's own replace shared ones."""
    terms = GlossaryTerm.objects.open_to(person, timezone.localdate()).in_language(language)
    shown = {term.term.lower(): term for term in sorted(terms, key=lambda term: term.owner_id is not None)}
    return sorted(shown.values(), key=lambda term: term.term.lower().translate(_SWEDISH_ORDER))


def words_in_step(person: Person, content: Any, language: str) -> list[FoundWord]:
    """Return the words of the glossary in the open text of a step, in its order. One query."""
    text = content.block.search_text(content.value)
    if not text:
        return []
    terms = GlossaryTerm.objects.open_to(person, timezone.localdate()).in_language(language)
    return find_words(text, [term.word for term in terms])
