"""Actions that create the site's page tree and information pages."""

from collections.abc import Sequence
from typing import TypeVar

from django.db import transaction
from wagtail.models import Locale, Page, Site

from courses.models import (
    AccessibilityDeclaration,
    HomePage,
    InformationPage,
    ModuleIndexPage,
    SeminarIndexPage,
)

P = TypeVar("P", bound=Page)

#: title and slug of the pages that every installation has, by language; the first is the source
SITE_PAGES: dict[str, dict[type[Page], tuple[str, str]]] = {
    "sv": {
        HomePage: ("Hem", "hem"),
        ModuleIndexPage: ("Utbildningar", "utbildningar"),
        SeminarIndexPage: ("Seminarier och poddar", "seminarier"),
    },
    "en": {
        HomePage: ("Home", "hem-en"),
        ModuleIndexPage: ("Modules", "modules"),
        SeminarIndexPage: ("Seminars and podcasts", "seminars"),
    },
}


@transaction.atomic
def lay_out_site(*, hostname: str = "localhost", port: int = 80) -> dict[str, HomePage]:
    """Create the missing pages of the site: start page, catalogue and seminar list in each language.

    Return the start pages by language. Idempotent; existing pages are not changed.
    """
    root = Page.get_first_root_node()
    homes: dict[str, HomePage] = {}
    sources: dict[type[Page], Page] = {}
    for language, texts in SITE_PAGES.items():
        locale, _ = Locale.objects.get_or_create(language_code=language)
        for model, (title, slug) in texts.items():
            parent = root if model is HomePage else homes[language]
            source = sources.get(model)
            page = _ensure_page(model, parent=parent, locale=locale, title=title, slug=slug, source=source)
            sources.setdefault(model, page)
            if isinstance(page, HomePage):
                homes[language] = page
    _point_site_to(next(iter(homes.values())), hostname=hostname, port=port)
    return homes


@transaction.atomic
def publish_information_page(
    *,
    language: str,
    title: str,
    slug: str,
    body: str,
    translation_of: InformationPage | None = None,
    declarations: Sequence[AccessibilityDeclaration] = (),
) -> InformationPage:
    """Create or update an information page below the start page of `language`, and publish it.

    `declarations` are added to a page that is created, which makes it an accessibility statement.
    """
    locale = Locale.objects.get(language_code=language)
    page = _ensure_page(
        InformationPage,
        parent=HomePage.objects.get(locale=locale),
        locale=locale,
        title=title,
        slug=slug,
        source=translation_of,
        body=body,
        declarations=list(declarations),
    )
    if (page.title, page.body) != (title, body):
        page.title, page.body = title, body
        page.save_revision().publish()
    return page


def _ensure_page(
    model: type[P],
    *,
    parent: Page,
    locale: Locale,
    title: str,
    slug: str,
    source: Page | None,
    **values: object,
) -> P:
    """Return the page of that model and language (and slug, if several may exist); create it if missing."""
    existing = model.objects.child_of(parent).filter(locale=locale)
    if model is InformationPage:
        existing = existing.filter(slug=slug)
    first = existing.first()
    if first is not None:
        return first
    page = model(title=title, slug=slug, locale=locale, **values)
    if source is not None:
        page.translation_key = source.translation_key
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def _point_site_to(home: HomePage, *, hostname: str, port: int) -> None:
    """Make `home` the root of the default site, and delete Wagtail's initial page."""
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    previous = site.root_page if site.root_page_id else None
    site.root_page, site.hostname, site.port, site.site_name = home, hostname, port, "Närlära"
    site.save()
    if previous is not None and type(previous.specific) is Page and previous.pk != home.pk:
        previous.delete()
