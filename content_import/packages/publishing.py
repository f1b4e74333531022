"""Actions that create a module with one package as its step."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Locale

from courses.api import (
    Module,
    ModuleIndexPage,
    ModulePage,
    ModulePageMissing,
    Package,
    PackageStep,
    ascii_slug,
    publish_module_page,
    save_module,
)
from people.api import Person

#: minutes of a module whose length is unknown
DEFAULT_MINUTES = 10


@transaction.atomic
def draft_module_of(*, package: Package, by: Person) -> ModulePage:
    """Create a draft page with the package as its step, for a trainer to fill in and publish.

    Raises ModulePageMissing when the site has no catalogue in its first language.
    """
    catalogue = catalogue_in(settings.LANGUAGE_CODE)
    page = ModulePage(
        title=package.title,
        minutes=DEFAULT_MINUTES,
        live=False,
        owner=by,
        locale=catalogue.locale,
        steps=[(PackageStep.kind, {"title": package.title[:120], "package": package})],
    )
    page.module = save_module(page=page, owner=package.owner, valid_months=None)
    catalogue.add_child(instance=page)
    page.save_revision(user=by, log_action=True, clean=False)  # a draft, which the trainer completes
    return page


def publish_as_module(*, package: Package, by: Person | None, language: str | None = None) -> ModulePage:
    """Publish a module with the package as its only step; a new version of the package renews its module.

    Raises ModulePageMissing when the site has no catalogue in that language.
    """
    language = language or settings.LANGUAGE_CODE
    with override(language):
        return publish_module_page(
            module_slug=slug_of(package),
            language=language,
            title=package.title,
            introduction=_("Take “%(title)s” at your own pace.") % {"title": package.title},
            minutes=DEFAULT_MINUTES,
            aims=format_html("<ul><li>{}</li></ul>", package.structure.title or package.title),
            audience=_("Everyone who works with care"),
            themes=[],
            steps=[(PackageStep.kind, {"title": package.title[:120], "package": package})],
            owner=package.owner,
            by=by,
        )


def slug_of(package: Package) -> str:
    """Return the slug of the module that an earlier version of the package is in, or one of its title."""
    existing = Module.objects.filter(versions__packages__lineage=package.lineage).first()
    return existing.slug if existing else ascii_slug(package.title, max_length=100) or f"paket-{package.pk}"


def catalogue_in(language: str) -> ModuleIndexPage:
    locale = Locale.objects.filter(language_code=language).first()
    catalogue = ModuleIndexPage.objects.filter(locale=locale).first()
    if catalogue is None:
        raise ModulePageMissing(language)
    return catalogue
