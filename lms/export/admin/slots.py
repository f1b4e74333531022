"""What this package adds to pages of others."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from wagtail.models import Page


def export_of_layer(request: HttpRequest, page: Page) -> str:
    """Return the link from the page of a municipality's layer to its exports."""
    match = request.resolver_match
    code = match.kwargs["municipality"] if match else ""
    return render_to_string("export/layer_link.html", {"page": page, "code": code})
