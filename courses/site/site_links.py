"""The pages that every page leads to."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language
from wagtail.models import Page

from courses.models import HomePage, InformationPage, ModuleIndexPage, SeminarIndexPage


@dataclass(frozen=True)
class Link:
    """An address and its words."""

    url: str
    title: str


@dataclass
class SiteLinks:
    """The pages that every page leads to, in the reader's language. An address is "" when there is none."""

    home_url: str = "/"
    catalogue_url: str = ""
    seminars_url: str = ""
    information: list[Link] = field(default_factory=list)
    #: the page shown, in the other languages that it has, by language code
    translations: dict[str, str] = field(default_factory=dict)


def site_links_for(request: HttpRequest, page: Page | None = None) -> SiteLinks:
    """Return the site_links for the language of `request`, and where `page` is in the others.

    One query, kept on the request.
    """
    kept = getattr(request, "_landmarks", None)
    if kept is None:
        kept = request._landmarks = _find_landmarks(request, page)  # type: ignore[attr-defined]  # for this request
    return kept


def _find_landmarks(request: HttpRequest, page: Page | None) -> SiteLinks:
    language = get_language() or settings.LANGUAGE_CODE
    kinds = ContentType.objects.get_for_models(HomePage, ModuleIndexPage, SeminarIndexPage, InformationPage)
    wanted = Q(content_type__in=kinds.values(), locale__language_code=language)
    if page is not None:
        wanted |= Q(translation_key=page.translation_key)
    found = SiteLinks(home_url=translate_url("/", language))
    for known in Page.objects.live().filter(wanted, depth__gte=2).select_related("locale").order_by("path"):
        url = known.get_url(request) or ""
        if known.locale.language_code != language:
            found.translations[known.locale.language_code] = url
        elif known.content_type_id == kinds[HomePage].pk:
            found.home_url = url or found.home_url
        elif known.content_type_id == kinds[ModuleIndexPage].pk:
            found.catalogue_url = found.catalogue_url or url
        elif known.content_type_id == kinds[SeminarIndexPage].pk:
            found.seminars_url = found.seminars_url or url
        elif known.content_type_id == kinds[InformationPage].pk:
            found.information.append(Link(url, known.title))
    return found
