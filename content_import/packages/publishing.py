"""Actions that create a module with one package as its step."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import override

from content_import.packages.permissions import packages_viewable_by
from courses.api import (
    Module,
    ModulePage,
    Package,
    PackageStep,
    PublishModulePage,
    ascii_slug,
    catalogue_in,
    save_module,
)
from people.api import Action, Change, Person

#: minutes of a module whose length is unknown
DEFAULT_MINUTES = 10


@dataclass(frozen=True, kw_only=True)
class DraftModule(Action[ModulePage]):
    """Create a draft page with the package as its step, for a trainer to fill in and publish.

    Raises ModulePageMissing when the site has no catalogue in its first language.
    """

    audit = "wagtail.create"

    package: Package

    def check(self, by: Person) -> None:
        may_use = packages_viewable_by(by).filter(pk=self.package.pk).exists()
        catalogue = catalogue_in(settings.LANGUAGE_CODE)
        if not (may_use and catalogue.permissions_for_user(by).can_add_subpage()):
            raise PermissionDenied

    def execute(self) -> Change[ModulePage]:
        package, catalogue = self.package, catalogue_in(settings.LANGUAGE_CODE)
        page = ModulePage(
            title=package.title,
            minutes=DEFAULT_MINUTES,
            live=False,
            owner=self.by,
            locale=catalogue.locale,
            steps=[(PackageStep.kind, {"title": package.title[:120], "package": package})],
        )
        page.module = save_module(page=page, owner=package.owner, valid_months=None)
        catalogue.add_child(instance=page)
        page.save_revision(user=self.by, log_action=True, clean=False)  # a draft, which the trainer completes
        return Change(page)


def publish_as_module(*, package: Package, language: str | None = None) -> ModulePage:
    """Publish a module with the package as its only step; a new version of the package renews its module.

    For commands. Raises ModulePageMissing when the site has no catalogue in that language.
    """
    language = language or settings.LANGUAGE_CODE
    with override(language):
        return PublishModulePage(
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
            by=None,
        ).run()


def slug_of(package: Package) -> str:
    """Return the slug of the module that an earlier version of the package is in, or one of its title."""
    existing = Module.objects.filter(versions__packages__lineage=package.lineage).first()
    return existing.slug if existing else ascii_slug(package.title, max_length=100) or f"paket-{package.pk}"
