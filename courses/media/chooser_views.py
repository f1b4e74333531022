"""The chooser of recordings in the Wagtail admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from wagtail.models import Collection
from wagtailmedia.views.chooser import chooser


class ChooserQueryForm(forms.Form):
    """The value of the chooser's query that wagtailmedia uses as it comes."""

    collection_id = forms.ModelChoiceField(Collection.objects.all(), required=False)


def choose_recording(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """Show wagtailmedia's chooser; a collection that does not exist, a server error there, is ignored."""
    if not ChooserQueryForm(request.GET).is_valid():
        query = request.GET.copy()
        query["collection_id"] = ""
        request.GET = query  # type: ignore[assignment]  # the stubs have no changed query
    response: HttpResponse = chooser(request, **kwargs)
    return response
