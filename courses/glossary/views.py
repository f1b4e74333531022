"""The page with the glossary."""

from __future__ import annotations

from itertools import groupby

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from courses.glossary.models import GlossaryTerm
from courses.glossary.queries import terms_for
from people.api import SignedInRequest


@login_required
@require_safe
def glossary(request: SignedInRequest) -> HttpResponse:
    """Show the words of the reader's language by their first letters; `?q=` shows those with a text."""
    query = request.GET.get("q", "").strip()[:80]
    terms = terms_for(request.user, get_language() or "sv")
    shown = [term for term in terms if query.lower() in _searchable(term)]
    letters = [(letter, list(group)) for letter, group in groupby(shown, lambda term: term.term[0].upper())]
    return render(
        request, "courses/glossary/page.html", {"letters": letters, "query": query, "has_words": terms}
    )


def _searchable(term: GlossaryTerm) -> str:
    return f"{term.term} {term.other_forms} {term.explanation}".lower()
