"""The search page."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from people.api import SignedInRequest
from search.forms import SearchForm
from search.retrieval.queries import search


@login_required
@require_safe
def search_page(request: SignedInRequest) -> HttpResponse:
    """Show the results of the query string, which may be invalid."""
    form = SearchForm(request.GET)
    results = search(form.text(), person=request.user, kind=form.selected_kind(), theme=form.selected_theme())
    return render(request, "search/search.html", {"form": form, "query": form.text(), "results": results})
