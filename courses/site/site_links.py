"""Links from every page to the main pages of the site."""

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
    """A URL and its text."""

    url: str
    title: str


@dataclass
class SiteLinks:
    """The main pages, in the reader's language. The URL of a missing page is ""."""

    home_url: str = "/"
    catalogue_url: str = ""
    seminars_url: str = ""
    information: list[Link] = field(default_factory=list)
    #: the translations of the current page, by language code
    translations: dict[str, str] = field(default_factory=dict)


def site_links_for(request: HttpRequest, page: Page | None = None) -> SiteLinks:
    """Return the links for the language of `request`, and to the translations of `page`.

    One query, cached on the request.
    """
    cached = getattr(request, "_site_links", None)
    if cached is None:
        cached = request._site_links = _read_site_links(request, page)  # type: ignore[attr-defined]  # the cache
    return cached


def _read_site_links(request: HttpRequest, page: Page | None) -> SiteLinks:
    language = get_language() or settings.LANGUAGE_CODE
    kinds = ContentType.objects.get_for_models(HomePage, ModuleIndexPage, SeminarIndexPage, InformationPage)
    condition = Q(content_type__in=kinds.values(), locale__language_code=language)
    if page is not None:
        condition |= Q(translation_key=page.translation_key)
    links = SiteLinks(home_url=translate_url("/", language))
    pages = Page.objects.live().filter(condition, depth__gte=2).select_related("locale")
    for target in pages.order_by("path"):
        url = target.get_url(request) or ""
        if target.locale.language_code != language:
            links.translations[target.locale.language_code] = url
        elif target.content_type_id == kinds[HomePage].pk:
            links.home_url = url or links.home_url
        elif target.content_type_id == kinds[ModuleIndexPage].pk:
            links.catalogue_url = links.catalogue_url or url
        elif target.content_type_id == kinds[SeminarIndexPage].pk:
            links.seminars_url = links.seminars_url or url
        elif target.content_type_id == kinds[InformationPage].pk:
            links.information.append(Link(url, target.title))
    return links
