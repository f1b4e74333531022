"""Reads across models."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.models import Page

from courses.models import HomePage, InformationPage, ModuleIndexPage, SeminarIndexPage


@dataclass(frozen=True)
class Link:
    """An address and its words."""

    url: str
    title: str


@dataclass
class Landmarks:
    """The pages that every page leads to, in the reader's language. An address is "" when there is none."""

    home_url: str = "/"
    catalogue_url: str = ""
    seminars_url: str = ""
    information: list[Link] = field(default_factory=list)


def landmarks_of(request: HttpRequest) -> Landmarks:
    """Return the landmarks for the language of `request`; one query, kept on the request."""
    kept = getattr(request, "_landmarks", None)
    if kept is None:
        kept = request._landmarks = _find_landmarks(request)  # type: ignore[attr-defined]  # per-request cache
    return kept


def _find_landmarks(request: HttpRequest) -> Landmarks:
    kinds = ContentType.objects.get_for_models(HomePage, ModuleIndexPage, SeminarIndexPage, InformationPage)
    pages = (
        Page.objects.live()
        .filter(content_type__in=kinds.values(), locale__language_code=get_language() or "sv", depth__gte=2)
        .order_by("path")
    )
    found = Landmarks()
    for page in pages:
        url = page.get_url(request) or ""
        match page.content_type_id:
            case kind if kind == kinds[HomePage].pk:
                found.home_url = url or "/"
            case kind if kind == kinds[ModuleIndexPage].pk:
                found.catalogue_url = found.catalogue_url or url
            case kind if kind == kinds[SeminarIndexPage].pk:
                found.seminars_url = found.seminars_url or url
            case _:
                found.information.append(Link(url, page.title))
    return found
