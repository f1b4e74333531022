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
    form.is_valid()
    valid = form.cleaned_data
    query = valid.get("q", "")
    results = search(query, person=request.user, kind=valid.get("kind"), theme=valid.get("theme"))
    return render(request, "search/search.html", {"form": form, "query": query, "results": results})
